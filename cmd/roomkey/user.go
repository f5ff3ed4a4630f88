package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"text/tabwriter"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web"
)

// user is the command of the accounts. It works beside a running server, which notices within a second.
func user(ctx context.Context, p *program, args []string) error {
	actions := map[string]func(context.Context, *program, []string) error{
		"add": userAdd, "list": userList, "passwd": userPasswd, "disable": userDisable,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return fmt.Errorf("%w: wants add, list, passwd or disable", errUsage)
	}
	return actions[args[0]](ctx, p, args[1:])
}

// accountFlags begins a flag set with the data directory.
func accountFlags(name string, data *string) *flag.FlagSet {
	flags := flag.NewFlagSet("user "+name, flag.ContinueOnError)
	flags.StringVar(data, "data", "./data", "folder of the data")
	return flags
}

func userAdd(ctx context.Context, p *program, args []string) error {
	var data, email, name, role, broker, team string
	var fromStdin bool
	flags := accountFlags("add", &data)
	flags.StringVar(&email, "email", "", "address to sign in with")
	flags.StringVar(&name, "name", "", "name that others see; the address where absent")
	flags.StringVar(&role, "role", string(crm.RoleAgent), "broker, lead, agent or viewer")
	flags.StringVar(&broker, "broker", "", "brokerage; made where it is absent")
	flags.StringVar(&team, "team", "", "team; made where it is absent")
	flags.BoolVar(&fromStdin, "password-stdin", false, "read the password from standard input")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	if email == "" || broker == "" {
		return fmt.Errorf("%w: wants --email and --broker", errUsage)
	}
	password, made, err := p.password(fromStdin)
	if err != nil {
		return err
	}
	hash, err := web.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return p.withStore(ctx, data, func(s *store.Store) error {
		if _, err := s.AddUser(ctx, store.NewUser{Email: email, Name: name, Role: crm.Role(role), Broker: broker, Team: team, Password: hash}); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.stdout, password)
		}
		return nil
	})
}

func userList(ctx context.Context, p *program, args []string) error {
	var data string
	if _, err := p.parse(accountFlags("list", &data), args); err != nil {
		return err
	}
	return p.withStore(ctx, data, func(s *store.Store) error {
		accounts, err := s.Accounts(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tNAME\tROLE\tBROKERAGE\tTEAMS\tSTATE")
		for _, a := range accounts {
			state := "active"
			if a.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", a.Email, a.Name, a.Role, a.BrokerName, strings.Join(a.TeamNames, ", "), state)
		}
		return table.Flush()
	})
}

func userPasswd(ctx context.Context, p *program, args []string) error {
	var data, email string
	var fromStdin bool
	flags := accountFlags("passwd", &data)
	flags.StringVar(&email, "email", "", "whose password")
	flags.BoolVar(&fromStdin, "password-stdin", false, "read the password from standard input")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	password, made, err := p.password(fromStdin)
	if err != nil {
		return err
	}
	hash, err := web.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return p.withUser(ctx, data, email, func(s *store.Store, u *crm.User) error {
		if err := s.SetPassword(ctx, u.ID, hash); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.stdout, password)
		}
		return nil
	})
}

func userDisable(ctx context.Context, p *program, args []string) error {
	var data, email string
	flags := accountFlags("disable", &data)
	flags.StringVar(&email, "email", "", "whose account")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	return p.withUser(ctx, data, email, func(s *store.Store, u *crm.User) error { return s.SetDisabled(ctx, u.ID, true) })
}

// password reads the first line of standard input, or makes a password of 24 characters, and says that it did.
func (p *program) password(fromStdin bool) (password string, made bool, err error) {
	if !fromStdin {
		return rand.Text()[:24], true, nil
	}
	line, err := bufio.NewReader(io.LimitReader(p.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	password = strings.TrimRight(line, "\r\n")
	return password, false, web.CheckPassword(password)
}

// withStore opens the data directory for one task, beside a server that may be running.
func (p *program) withStore(ctx context.Context, dir string, do func(*store.Store) error) (err error) {
	s, err := p.open(ctx, dir, slog.New(slog.NewTextHandler(p.stderr, nil)), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s)
}

func (p *program) withUser(ctx context.Context, dir, email string, do func(*store.Store, *crm.User) error) error {
	if email == "" {
		return fmt.Errorf("%w: wants --email", errUsage)
	}
	return p.withStore(ctx, dir, func(s *store.Store) error {
		u, err := s.UserByEmail(ctx, email)
		if err != nil {
			if crm.CodeOf(err) == crm.CodeNotFound {
				return crm.Errorf(crm.CodeNotFound, "there is no account %s", email)
			}
			return err
		}
		return do(s, u)
	})
}
