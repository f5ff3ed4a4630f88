import { useSession } from "@roomkey/client/react";
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { RecordList } from "../features/records/RecordList";
import { RecordPage } from "../features/records/RecordPage";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: () => <p>There is nothing here.</p> });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("../features/home/HomePage"), "HomePage"),
});

const list = createRoute({
  getParentRoute: () => root,
  path: "/$plural",
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    typeof search.q === "string" && search.q ? { q: search.q } : {},
  component: function ListPage() {
    const { plural } = list.useParams();
    const { q } = list.useSearch();
    const type = useType(plural);
    const navigate = list.useNavigate();
    if (!type) return <p>There is nothing here.</p>;
    return (
      <RecordList
        key={plural}
        type={type}
        q={q ?? ""}
        onQuery={(q) => void navigate({ search: q ? { q } : {}, replace: true })}
      />
    );
  },
});

const record = createRoute({
  getParentRoute: () => root,
  path: "/$plural/$id",
  component: function Page() {
    const { plural, id } = record.useParams();
    const type = useType(plural);
    return type ? <RecordPage key={id} type={type} id={id} /> : <p>There is nothing here.</p>;
  },
});

const history = createRoute({
  getParentRoute: () => root,
  path: "/tasks",
  component: lazyRouteComponent(() => import("../features/tasks/HistoryPage"), "HistoryPage"),
});

const TaskPage = lazy(() => import("../features/tasks/TaskPage").then((module) => ({ default: module.TaskPage })));

const task = createRoute({
  getParentRoute: () => root,
  path: "/tasks/$id",
  component: function Page() {
    const { id } = task.useParams();
    return (
      <Suspense>
        <TaskPage key={id} id={id} />
      </Suspense>
    );
  },
});

const router = createRouter({ routeTree: root.addChildren([home, history, task, list, record]) });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

function useType(plural: string) {
  return useSession().schema.types.find((type) => type.plural === plural);
}

export function Pages() {
  return <RouterProvider router={router} />;
}
