package command

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web"
)

// userCommand is the command of the accounts. It works beside a running server, which notices within a second.
func userCommand(ctx context.Context, p *Program, args []string) error {
	actions := map[string]func(context.Context, *Program, []string) error{
		"add": userAdd, "list": userList, "passwd": userPasswd, "disable": userDisable,
	}
	if len(args) == 0 || actions[args[0]] == nil {
		return fmt.Errorf("%w: wants add, list, passwd or disable", errUsage)
	}
	return actions[args[0]](ctx, p, args[1:])
}

// accountFlags begins a flag set with the data directory.
func accountFlags(name string, data *folder) *flag.FlagSet { return dataFlags("user "+name, data) }

func userAdd(ctx context.Context, p *Program, args []string) error {
	var data folder
	var email, name, role, broker, team string
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
	if !slices.Contains(crm.Roles, crm.Role(role)) {
		return fmt.Errorf("%w: --role is broker, lead, agent or viewer", errUsage)
	}
	password, made, err := p.password(fromStdin)
	if err != nil {
		return err
	}
	hash, err := web.HashPassword(p.Random, password)
	if err != nil {
		return err
	}
	return p.withStore(ctx, data, func(s *store.Store) error {
		if err := addUser(ctx, s, &crm.User{Email: email, Name: cmp.Or(name, email), Role: crm.Role(role)}, broker,
			team, hash); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.Stdout, password)
		}
		return nil
	})
}

// addUser adds an account to a brokerage and a team, which are made where they are absent.
func addUser(ctx context.Context, s *store.Store, u *crm.User, broker, team, hash string) (err error) {
	if u.Broker, err = s.Brokerage(ctx, broker); err != nil {
		return err
	}
	if team != "" {
		id, err := s.TeamNamed(ctx, u.Broker, team)
		if err != nil {
			return err
		}
		u.Teams = []crm.ID{id}
	}
	return s.AddUser(ctx, u, hash)
}

func userList(ctx context.Context, p *Program, args []string) error {
	var data folder
	if _, err := p.parse(accountFlags("list", &data), args); err != nil {
		return err
	}
	return p.withData(ctx, data, func(s *store.Store) error {
		brokers, err := s.Brokerages(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(p.Stdout, 0, 8, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tNAME\tROLE\tBROKERAGE\tTEAMS\tSTATE")
		for _, broker := range brokers {
			if err := listUsers(ctx, s, broker, table); err != nil {
				return err
			}
		}
		return table.Flush()
	})
}

// listUsers writes a line for each account of a brokerage.
func listUsers(ctx context.Context, s *store.Store, broker crm.ID, table io.Writer) error {
	name, err := s.BrokerageName(ctx, broker)
	if err != nil {
		return err
	}
	teams, err := s.Teams(ctx, broker)
	if err != nil {
		return err
	}
	users, err := s.Users(ctx, broker)
	if err != nil {
		return err
	}
	for _, u := range users {
		var names []string
		for _, team := range teams {
			if u.InTeam(team.ID) {
				names = append(names, team.Name)
			}
		}
		state := "active"
		if u.Disabled {
			state = "disabled"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, name, strings.Join(names, ", "), state)
	}
	return nil
}

func userPasswd(ctx context.Context, p *Program, args []string) error {
	var data folder
	var email string
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
	hash, err := web.HashPassword(p.Random, password)
	if err != nil {
		return err
	}
	return p.withUser(ctx, data, email, func(s *store.Store, u *crm.User) error {
		if err := s.SetPassword(ctx, u.ID, hash); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.Stdout, password)
		}
		return nil
	})
}

func userDisable(ctx context.Context, p *Program, args []string) error {
	var data folder
	var email string
	flags := accountFlags("disable", &data)
	flags.StringVar(&email, "email", "", "whose account")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	return p.withUser(ctx, data, email,
		func(s *store.Store, u *crm.User) error { return s.SetDisabled(ctx, u.ID, true) })
}

// password reads the first line of standard input, or makes a password of 24 characters, and says that it did.
func (p *Program) password(fromStdin bool) (password string, made bool, err error) {
	if !fromStdin {
		return rand.Text()[:24], true, nil
	}
	line, err := bufio.NewReader(io.LimitReader(p.Stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	password = strings.TrimRight(line, "\r\n")
	return password, false, web.CheckPassword(password)
}

func (p *Program) withUser(ctx context.Context, dir folder, email string,
	do func(*store.Store, *crm.User) error) error {
	if email == "" {
		return fmt.Errorf("%w: wants --email", errUsage)
	}
	return p.withData(ctx, dir, func(s *store.Store) error {
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
