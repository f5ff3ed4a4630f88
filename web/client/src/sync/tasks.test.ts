import { afterEach, expect, test, vi } from "vitest";
import type { Task } from "../lib/task";
import { Problem, Unreachable } from "./http";
import { Rooms } from "./rooms";
import { Tasks } from "./tasks";

afterEach(() => void vi.useRealTimers());

function aTask(more: Partial<Task> = {}): Task {
  return {
    id: "t1",
    workflow: "roomkey.lead-score/score",
    title: "Score leads",
    user: "u1",
    room: "user:u1",
    status: "queued",
    progress: 0,
    message: "",
    steps: [],
    output: null,
    error: null,
    proposed: 0,
    pending: 0,
    proposals: [],
    createdAt: "2026-05-06T10:00:00Z",
    startedAt: null,
    finishedAt: null,
    ...more,
  };
}

/** A device whose server answers when the test says so. */
function aDevice(kept = new Map<string, string>()) {
  const asked: { request: string; answer: (value: unknown) => Promise<void>; fail: (cause: Error) => void }[] = [];
  const rooms = new Rooms({ post: (frame) => joined.push(String(frame.room)) > 0 });
  const joined: string[] = [];
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const call = <T>(method: string, path: string) =>
    new Promise<T>((resolve, fail) => {
      const answer = async (value: unknown) => {
        resolve(value as T);
        for (let i = 0; i < 10; i++) await Promise.resolve(); // whoever waits for it goes on
      };
      asked.push({ request: `${method} ${path}`, answer, fail });
    });
  const tasks = new Tasks("u1", rooms, storage, call);
  tasks.start();
  let offset = 0;
  const event = (name: string, data: Record<string, unknown> = {}, room = "user:u1") =>
    rooms.receive({ type: "event", room, name, data: { task: "t1", ...data }, offset: ++offset, at: 0 });
  const take = () => asked.splice(0).map(({ request }) => request);
  const greet = (recovered: boolean) =>
    rooms.receive({ type: "room:joined", room: "user:u1", epoch: "e", offset, recovered, events: [], members: [] });
  return { tasks, asked, take, event, greet, joined, kept };
}

test("a task shows from its first event, and an answer that its events overtook does not turn it back", async () => {
  const { tasks, asked, event } = aDevice();
  const started = tasks.run("roomkey.lead-score/score", {});
  event("ai:task:started", { workflow: "roomkey.lead-score/score", title: "Score leads", user: "u1" });
  event("ai:task:progress", { percent: 40, step: "score", message: "Scored 3 leads", partial: { scored: 3 } });
  expect(tasks.all.get().get("t1")).toMatchObject({ title: "Score leads", progress: 40, partial: { scored: 3 } });
  event("ai:task:review", { proposals: 2 });
  await asked[0]?.answer(aTask());
  await started;
  await asked[1]?.answer(aTask({ status: "running" })); // it was on its way when the review began
  expect(tasks.all.get().get("t1")).toMatchObject({ status: "review", pending: 2 });
});

const midway = "a task that is heard of in its middle is asked for, and once more where its events overtook the answer";

test(midway, async () => {
  const { tasks, asked, event } = aDevice();
  event("ai:task:progress", { percent: 40, step: "score" });
  event("ai:task:review", { proposals: 2 });
  expect(asked.map(({ request }) => request)).toEqual(["GET /tasks/t1"]);
  await asked[0]?.answer(aTask({ status: "running" }));
  expect(asked[1]?.request).toBe("GET /tasks/t1");
  await asked[1]?.answer(aTask({ status: "review", pending: 2 }));
  expect(tasks.all.get().get("t1")).toMatchObject({ status: "review", pending: 2, whole: true });
});

test("after a gap a page is asked for, and what was under way; after a recovery nothing", async () => {
  const { tasks, asked, take, event, greet } = aDevice();
  greet(false);
  await asked[0]?.answer({
    items: [aTask({ status: "running" }), aTask({ id: "t0", status: "completed" })],
    next: null,
  });
  await asked[1]?.answer(aTask({ status: "running", partial: { text: "A bright ", from: 0 } }));
  expect(take()).toEqual(["GET /tasks?limit=20", "GET /tasks/t1"]); // a page has no partial results
  expect(tasks.all.get().get("t1")?.partial).toEqual({ text: "A bright ", from: 0 });
  greet(true);
  event("ai:task:progress", { percent: 60, step: "score", message: "Scored 3 leads" });
  expect(asked).toEqual([]);
  expect(tasks.all.get().get("t1")).toMatchObject({ progress: 60, message: "Scored 3 leads" });
  greet(false);
  await asked[0]?.answer({ items: [aTask({ id: "t2" })], next: "more" });
  expect(take()).toEqual(["GET /tasks?limit=20", "GET /tasks/t1"]);
});

test("a task under way that is told of elsewhere is followed there until it ends", async () => {
  const { tasks, asked, event, greet, joined } = aDevice();
  greet(false);
  await asked[0]?.answer({ items: [aTask({ room: "team:x", status: "running" })], next: null });
  expect(joined).toEqual(["user:u1", "team:x"]);
  event("ai:task:completed", {}, "team:x");
  expect(tasks.all.get().get("t1")?.status).toBe("completed");
  expect(joined).toEqual(["user:u1", "team:x", "team:x"]); // the last leaves
});

test("what was dismissed stays so on this device, until it is retried or the device is wiped", async () => {
  const kept = new Map<string, string>();
  const { tasks, asked } = aDevice(kept);
  tasks.dismiss(["t1"]);
  const again = aDevice(kept);
  expect(again.tasks.dismissed.get()).toEqual(new Set(["t1"]));
  const retried = tasks.retry("t1");
  await asked[0]?.answer(aTask());
  await retried;
  expect(kept.size).toBe(0);
  tasks.dismiss(["t1"]);
  tasks.wipe();
  expect(kept.size).toBe(0);
});

/** A task that runs, and the promise of its end. */
async function aRun() {
  vi.useFakeTimers();
  const device = aDevice();
  const started = device.tasks.run("roomkey.lead-score/score", {});
  await device.asked[0]?.answer(aTask({ status: "running" }));
  await started;
  device.take();
  const left = new AbortController();
  return { ...device, left, ended: device.tasks.ended("t1", left.signal) };
}

test("the end of a task is waited for while the server can't be reached", async () => {
  const { asked, event, take, ended } = await aRun();
  await vi.advanceTimersByTimeAsync(2_000);
  asked[0]?.fail(new Unreachable("offline"));
  expect(take()).toEqual(["GET /tasks/t1"]);
  await vi.advanceTimersByTimeAsync(0);
  event("ai:task:completed");
  await vi.advanceTimersByTimeAsync(0);
  asked[0]?.fail(new Unreachable("offline"));
  expect(take()).toEqual(["GET /tasks/t1"]);
  await vi.advanceTimersByTimeAsync(2_000);
  await asked[0]?.answer(aTask({ status: "completed", output: { created: 3 } }));
  expect(await ended).toMatchObject({ status: "completed", output: { created: 3 } });
});

test("who waits for the end of a task hears of a refusal, and stops when it wants", async () => {
  const refused = await aRun();
  await vi.advanceTimersByTimeAsync(2_000);
  refused.asked[0]?.fail(new Problem(404, "not_found", "there is no such task"));
  await expect(refused.ended).rejects.toThrow("there is no such task");
  const { left, ended, asked } = await aRun();
  left.abort();
  await expect(ended).rejects.toThrow("aborted");
  expect(asked).toEqual([]);
});

test("a task whose decision is answered with all that came of it is not asked for once more", async () => {
  const { tasks, asked, take, event } = aDevice();
  void tasks.load("t1");
  await asked[0]?.answer(aTask({ status: "review", pending: 1 }));
  await tasks.loadIfChanged("t1");
  expect(take()).toEqual(["GET /tasks/t1"]);
  void tasks.accept("t1");
  event("ai:task:completed");
  const loaded = tasks.loadIfChanged("t1"); // its status is another
  await asked[0]?.answer({ ...aTask({ status: "completed" }), skipped: [] });
  await loaded;
  expect(take()).toEqual(["POST /tasks/t1/accept"]);
  event("ai:task:started");
  void tasks.loadIfChanged("t1");
  for (let i = 0; i < 10; i++) await Promise.resolve();
  expect(take()).toEqual(["GET /tasks/t1"]);
});
