import { useEffect, useState } from "react";
import type { Answer, Brokerage, Person } from "../lib/api";
import { Observable } from "../lib/observable";
import { ownersOf } from "../lib/owners";
import { deviceStore, readJson } from "../lib/storage";
import { brokerageOf } from "../lib/valid";
import { api } from "../sync/http";
import { page } from "../sync/page";
import { remembered } from "../sync/session";
import { useSession } from "./client";
import { useObservable } from "./useObservable";

const key = "roomkey/people";
const brokerage = new Observable<Brokerage>({ brokerage: "", items: [] });
const names = new Observable<ReadonlyMap<string, string>>(new Map());
let asked = false;

/** The names of the brokerage's people by id: first the names that this device has, then the server's. */
export function useNames(): ReadonlyMap<string, string> {
  useAsked();
  return useObservable(names);
}

/** The brokerage's people, with their colours. */
export function usePeople(): readonly Person[] {
  useAsked();
  return useObservable(brokerage).items;
}

/** The people to whom records may be given, by name; of an earlier version's answer all. */
export function useOwners(): Person[] {
  return ownersOf(usePeople());
}

/** The brokerage's name; empty while this device does not know it. */
export function useBrokerageName(): string {
  useAsked();
  return useObservable(brokerage).brokerage;
}

/** The user's own name, also where it was changed since they signed in here. */
export function useOwnName(): string {
  const { id, name } = useSession().client.user;
  return useNames().get(id) ?? name;
}

function useAsked(): void {
  useState(ask);
  useEffect(() => page.on("online", () => void fetchPeople()), []);
}

function ask(): void {
  if (asked) return;
  asked = true;
  const kept = brokerageOf(readJson(deviceStore, key, (value): value is unknown => value !== undefined));
  if (kept) take(kept);
  void fetchPeople();
}

/** Asks the server for the people of the brokerage: somebody's name was changed. */
export async function fetchPeople(): Promise<void> {
  const answer = await api<Answer<"get", "/people">>("GET", "/people").catch(() => undefined);
  const known = brokerageOf(answer);
  if (!known) return;
  if (remembered()) deviceStore.setItem(key, JSON.stringify(known)); // else the user has signed out meanwhile
  take(known);
}

function take(known: Brokerage): void {
  brokerage.set(known);
  names.set(new Map(known.items.map(({ id, name }) => [id, name])));
}
