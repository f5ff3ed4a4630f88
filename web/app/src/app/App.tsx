import wasmUrl from "@automerge/automerge/automerge.wasm?url";
import { MantineProvider } from "@mantine/core";
import type { Observable, Schema, User } from "@roomkey/client";
import {
  Client,
  finishWipe,
  followOtherTabs,
  idle,
  loadAutomerge,
  loadSchema,
  offerAutomerge,
  remembered,
  signOut,
  takeNotice,
} from "@roomkey/client";
import { SessionProvider } from "@roomkey/client/react";
import { RecordSearch, startWorker } from "@roomkey/client/search";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { forgetAppearance } from "../ui/appearance";
import { nonce } from "../ui/nonce";
import { theme, variables } from "../ui/theme";
import { isInvitation, leaveInvitation } from "./invitation";
import { Pages, preloadPages } from "./router";
import { SignIn } from "./SignIn";
import { Stuck } from "./Stuck";

// Few open the link of an invitation: it is loaded for them.
const InvitePage = lazy(() => import("./InvitePage").then(({ InvitePage }) => ({ default: InvitePage })));
const InvitedUser = lazy(() => import("./InvitedUser").then(({ InvitedUser }) => ({ default: InvitedUser })));

type State =
  | { is: "starting" }
  | { is: "stuck" }
  | { is: "signed-out"; notice?: string }
  | ({ is: "signed-in" } & Entered);

type Entered = { client: Client; schema: Schema; search: RecordSearch };

/** Automerge waits no longer for documents, in milliseconds: they may be many. */
const patience = 3_000;

let entering: Promise<Entered> | undefined;
let client: Client | undefined; // it stays where the rest is tried again

/** Starts the user's client, once however often it is asked for. The schema and the rows come at the same time. */
function start(user: User) {
  entering ??= (async () => {
    offerAutomerge(wasmUrl);
    const isNew = client === undefined;
    client ??= new Client(user);
    const [schema] = await Promise.all([loadSchema(), isNew && client.start()]);
    if (isNew) followOtherTabs(user);
    void loadAutomergeAfter(client);
    const search = new RecordSearch(client.rows.all, schema.types, startWorker, client.downloading);
    return { client, schema, search };
  })();
  entering.catch(() => {
    entering = undefined;
  });
  return entering;
}

/**
 * Loads Automerge once the lists are there, on an empty device the documents too, and nobody scrolls or writes: it is
 * larger than either, and the first record that opens needs it.
 */
async function loadAutomergeAfter({ rows, downloading }: Client): Promise<void> {
  if (!rows.loaded.get()) {
    await until(rows.loaded, true);
    await Promise.race([until(downloading, false), new Promise((resolve) => setTimeout(resolve, patience))]);
  }
  await idle();
  await loadAutomerge().catch(() => undefined); // whoever opens a record tries again
}

function until(observable: Observable<boolean>, value: boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (observable.get() !== value) return;
      stop();
      resolve();
    };
    const stop = observable.watch(look);
    look();
  });
}

/** The whole app: who is signed in decides what is shown. It starts without a server from what this device holds. */
export function App() {
  const [state, setState] = useState<State>({ is: "starting" });
  const [invited, setInvited] = useState(isInvitation);

  const enter = useCallback(async (user: User) => {
    setState({ is: "signed-in", ...(await start(user)) });
  }, []);

  const resume = useCallback(() => {
    void finishWipe().then((left) => {
      const user = remembered();
      if (user) enter(user).catch(() => setState({ is: "stuck" }));
      else {
        forgetAppearance(); // the page may have ended while it signed out
        setState({ is: "signed-out", notice: left ?? takeNotice() });
        preloadPages();
      }
    });
  }, [enter]);

  useEffect(resume, [resume]);

  const leave = () => {
    leaveInvitation();
    setInvited(false);
  };
  const join = async (user: User) => {
    const entered = await start(user);
    leave();
    setState({ is: "signed-in", ...entered });
  };

  return (
    <MantineProvider defaultColorScheme="auto" theme={theme} cssVariablesResolver={variables} getStyleNonce={nonce}>
      {state.is === "signed-out" && (
        <Suspense>
          {invited ? (
            <InvitePage onJoined={join} onLeave={leave} />
          ) : (
            <SignIn onSignedIn={enter} notice={state.notice} />
          )}
        </Suspense>
      )}
      {state.is === "stuck" && <Stuck onRetry={resume} />}
      {state.is === "signed-in" && (
        <SessionProvider
          session={{
            client: state.client,
            schema: state.schema,
            search: state.search,
            onSignOut: (notice) => {
              forgetAppearance();
              void signOut(state.client, notice, invited);
            },
          }}
        >
          <Suspense>{invited ? <InvitedUser onLeave={leave} /> : <Pages />}</Suspense>
        </SessionProvider>
      )}
    </MantineProvider>
  );
}
