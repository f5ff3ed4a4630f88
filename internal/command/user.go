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

// userActions act on the accounts. A running server notices within a second.
var userActions = []command{
	{name: "add", summary: "add an account; prints the password that it makes", run: userAdd},
	{name: "list", summary: "list the accounts", run: userList},
	{name: "passwd", summary: "set a password, which ends all sign-ins and personal tokens", run: userPasswd},
	{name: "disable", summary: "sign an account out everywhere, and keep it from signing in", run: userDisable},
	{name: "enable", summary: "let a disabled account sign in again", run: userEnable},
}

// accountFlags begins a flag set with the data directory.
func accountFlags(name string, data *folder) *flag.FlagSet { return dataFlags("user "+name, data) }

func userAdd(ctx context.Context, p *Program, args []string) error {
	var data folder
	var email, name, role string
	var fromStdin bool
	var place store.Membership
	flags := accountFlags("add", &data)
	flags.StringVar(&email, "email", "", "`address` to sign in with")
	flags.StringVar(&name, "name", "", "`name` that others see; the address where absent")
	flags.StringVar(&role, "role", string(crm.RoleAgent), "broker, lead, agent or viewer")
	flags.StringVar(&place.Broker, "broker", "", "`name` of the brokerage; made where there is none like it")
	flags.BoolVar(&place.NewBroker, "new-broker", false, "make the brokerage although another has a name like it")
	flags.Func("team", "`name` of a team; made where it is absent; may be given several times",
		func(team string) error {
			place.Teams = append(place.Teams, team)
			return nil
		})
	flags.BoolVar(&fromStdin, "password-stdin", false, "read the password from standard input")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	if email == "" || place.Broker == "" {
		return fmt.Errorf("%w: wants --email and --broker", errUsage)
	}
	if !slices.Contains(crm.Roles, crm.Role(role)) {
		return fmt.Errorf("%w: --role is broker, lead, agent or viewer, not %q", errUsage, role)
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
		user := &crm.User{Email: email, Name: cmp.Or(name, email), Role: crm.Role(role)}
		if err := s.AddMember(ctx, user, place, hash); err != nil {
			return err
		}
		if made {
			fmt.Fprintln(p.Stdout, password)
		}
		return nil
	})
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
	flags.StringVar(&email, "email", "", "`address` of the account")
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
	return setDisabled(ctx, p, "disable", true, args)
}

func userEnable(ctx context.Context, p *Program, args []string) error {
	return setDisabled(ctx, p, "enable", false, args)
}

func setDisabled(ctx context.Context, p *Program, action string, disabled bool, args []string) error {
	var data folder
	var email string
	flags := accountFlags(action, &data)
	flags.StringVar(&email, "email", "", "`address` of the account")
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	return p.withUser(ctx, data, email,
		func(s *store.Store, u *crm.User) error { return s.SetDisabled(ctx, u.ID, disabled) })
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
