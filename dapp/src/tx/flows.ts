import { useSyncExternalStore } from "react";
import type { Address, Hash } from "viem";

import type { Failure } from "./errors";

export type StepState = "checking" | "wallet" | "pending" | "done" | "failed";
export type StepName = "approve" | "permit" | "prices" | "part" | "send" | "sendAtPrices";

/** Whether a step is the last one of its action. */
export const isLast = (step: StepName): boolean => step === "send" || step === "sendAtPrices";

export interface Step {
  name: StepName;
  state: StepState;
  hash?: Hash;
}

/** Something that a user does, in one or several steps. It is plain data, so that it outlives a reload. */
export interface Flow {
  id: string;
  chainId: number;
  account: Address;
  /** Which action of `tx/actions` it is, and its parameters: enough to begin anew where it was interrupted. */
  action: string;
  parameters: Record<string, string>;
  state: "running" | "interrupted" | "failed" | "done";
  steps: Step[];
  failure?: Failure;
}

const STORED = "evershare.flow";
let current: Flow | null = restore();
const listeners = new Set<() => void>();

function restore(): Flow | null {
  const text = localStorage.getItem(STORED);
  if (!text) return null;
  try {
    return JSON.parse(text) as Flow;
  } catch {
    return null;
  }
}

export function setFlow(flow: Flow | null): void {
  current = flow;
  if (flow) localStorage.setItem(STORED, JSON.stringify(flow));
  else localStorage.removeItem(STORED);
  for (const listener of listeners) listener();
}

export const getFlow = (): Flow | null => current;

/** Changes a flow, unless another has taken its place. */
export function updateFlow(id: string, change: (flow: Flow) => Flow): void {
  if (current?.id === id) setFlow(change(current));
}

export function updateLastStep(id: string, change: Partial<Step>): void {
  updateFlow(id, (flow) => ({
    ...flow,
    steps: flow.steps.map((step, index) => (index === flow.steps.length - 1 ? { ...step, ...change } : step)),
  }));
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useFlow = (): Flow | null => useSyncExternalStore(subscribe, getFlow);
