import { useEffect, useState } from "react";
import type { Answer, Person } from "../lib/api";
import { Observable } from "../lib/observable";
import { deviceStore, readJson } from "../lib/storage";
import { isListOf, isPerson } from "../lib/valid";
import { api } from "../sync/http";
import { page } from "../sync/page";
import { useObservable } from "./useObservable";

const key = "roomkey/people";
const names = new Observable<ReadonlyMap<string, string>>(new Map());
let asked = false;

/** The names of the brokerage's people by id: first the names that this device has, then the server's. */
export function useNames(): ReadonlyMap<string, string> {
  useState(ask);
  useEffect(() => {
    return page.on("online", () => void fetchNames());
  }, []);
  return useObservable(names);
}

function ask(): void {
  if (asked) return;
  asked = true;
  take(readJson(deviceStore, key, (value) => isListOf(value, isPerson)) ?? []);
  void fetchNames();
}

async function fetchNames(): Promise<void> {
  const answer = await api<Answer<"get", "/people">>("GET", "/people").catch(() => undefined);
  if (!isListOf(answer?.items, isPerson)) return;
  deviceStore.setItem(key, JSON.stringify(answer.items));
  take(answer.items);
}

function take(people: Person[]): void {
  names.set(new Map(people.map(({ id, name }) => [id, name])));
}
