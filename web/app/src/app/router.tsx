import { useSession } from "@roomkey/client/react";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  RouterProvider,
  useNavigate,
} from "@tanstack/react-router";
import { lazy, useCallback } from "react";
import { ImportLink } from "../features/import/ImportLink";
import { type ListSearch, readSearch } from "../features/lists/query";
import { CreateButton } from "../features/record/create/CreateButton";
import { RunTask } from "../features/tasks/RunTask";
import { Failed } from "./Failed";
import { NotFound } from "./NotFound";
import { newAppointment } from "./newAppointment";
import { Shell } from "./Shell";
import { parseSearch, stringifySearch } from "./search";

// Pages come one by one, so that the first does not wait for the code of all; the service worker keeps them all.
const listPage = () => import("../features/lists/ListPage");
const homePage = () => import("../features/home/HomePage");
const HomePage = lazy(() => homePage().then(({ HomePage }) => ({ default: HomePage })));
const ListPage = lazy(() => listPage().then(({ ListPage }) => ({ default: ListPage })));
const AppointmentsPage = lazy(() =>
  import("../features/lists/AppointmentsPage").then(({ AppointmentsPage }) => ({ default: AppointmentsPage })),
);
const ReportsPage = lazy(() =>
  import("../features/brokerage/ReportsPage").then(({ ReportsPage }) => ({ default: ReportsPage })),
);
const ImportPage = lazy(() =>
  import("../features/import/ImportPage").then(({ ImportPage }) => ({ default: ImportPage })),
);
const RecordPage = lazy(() =>
  import("../features/record/page/RecordPage").then(({ RecordPage }) => ({ default: RecordPage })),
);
const TaskPage = lazy(() => import("../features/tasks/TaskPage").then(({ TaskPage }) => ({ default: TaskPage })));

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: function Page() {
    const lead = useType("leads");
    const actions = (
      <>
        <RunTask />
        {lead && <CreateButton type={lead} />}
      </>
    );
    return <HomePage actions={actions} />;
  },
});

const list = createRoute({
  getParentRoute: () => root,
  path: "/$plural",
  validateSearch: readSearch,
  component: function Page() {
    const { plural } = list.useParams();
    const search = list.useSearch();
    const type = useType(plural);
    const writes = useSession().client.user.role !== "viewer";
    const navigate = useNavigate();
    const change = useCallback(
      (search: ListSearch, how: "push" | "replace") =>
        void navigate({ to: "/$plural", params: { plural }, search, replace: how === "replace" }),
      [navigate, plural],
    );
    const open = useCallback(
      (id: string) => void navigate({ to: "/$plural/$id", params: { plural, id } }),
      [navigate, plural],
    );
    if (!type) return <NotFound />;
    const actions = (
      <>
        <ImportLink type={type} />
        <CreateButton type={type} />
      </>
    );
    const props = { type, search, onSearch: change, onOpen: open, actions };
    if (type.name !== "appointment") return <ListPage key={plural} {...props} />;
    return <AppointmentsPage {...props} onCreate={writes ? newAppointment : undefined} />;
  },
});

const record = createRoute({
  getParentRoute: () => root,
  path: "/$plural/$id",
  component: function Page() {
    const { plural, id } = record.useParams();
    const type = useType(plural);
    return type ? (
      <RecordPage key={id} type={type} id={id} actions={<RunTask about={{ type: type.name, id }} />} />
    ) : (
      <NotFound />
    );
  },
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: "/inbox",
  component: lazyRouteComponent(() => import("../features/inbox/InboxPage"), "InboxPage"),
});

const history = createRoute({
  getParentRoute: () => root,
  path: "/tasks",
  component: lazyRouteComponent(() => import("../features/tasks/HistoryPage"), "HistoryPage"),
});

const task = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$id",
  component: function Page() {
    const { id } = task.useParams();
    return <TaskPage key={id} id={id} />;
  },
});

const settings = createRoute({
  getParentRoute: () => root,
  path: "/settings",
  component: () => <Navigate to="/settings/$page" params={{ page: "profile" }} replace />,
});

const SettingsPage = lazy(() =>
  import("../features/settings/SettingsPage").then((module) => ({ default: module.SettingsPage })),
);

const settingsPage = createRoute({
  getParentRoute: () => root,
  path: "/settings/$page",
  component: function Page() {
    const { page } = settingsPage.useParams();
    return <SettingsPage page={page} />;
  },
});

const reports = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  component: () => <Navigate to="/reports/$name" params={{ name: "pipeline" }} replace />,
});

const report = createRoute({
  getParentRoute: () => root,
  path: "/reports/$name",
  component: function Page() {
    const { name } = report.useParams();
    return <ReportsPage name={name} />;
  },
});

const importInto = createRoute({
  getParentRoute: () => root,
  path: "/import",
  component: () => <Navigate to="/import/$plural" params={{ plural: "clients" }} replace />,
});

const importPage = createRoute({
  getParentRoute: () => root,
  path: "/import/$plural",
  component: function Page() {
    const type = useType(importPage.useParams().plural);
    return type ? <ImportPage key={type.name} type={type} /> : <NotFound />;
  },
});

const monitoring = createRoute({
  getParentRoute: () => root,
  path: "/monitoring",
  component: lazyRouteComponent(() => import("../features/brokerage/MonitoringPage"), "MonitoringPage"),
});

const router = createRouter({
  routeTree: root.addChildren([
    home,
    inbox,
    history,
    task,
    settings,
    settingsPage,
    reports,
    report,
    importInto,
    importPage,
    monitoring,
    list,
    record,
  ]),
  parseSearch,
  stringifySearch,
  defaultErrorComponent: Failed,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** Loads the pages that people come to first, while they sign in. What fails is loaded when it is needed. */
export function preloadPages(): void {
  for (const page of [homePage, listPage]) void page().catch(() => undefined);
}

function useType(plural: string) {
  return useSession().schema.types.find((type) => type.plural === plural);
}

export function Pages() {
  return <RouterProvider router={router} />;
}
