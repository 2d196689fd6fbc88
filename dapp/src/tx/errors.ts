import { BaseError, decodeErrorResult, type Hex, HttpRequestError, isHex, TimeoutError, UserRejectedRequestError } from "viem";

import { errorsAbi } from "../generated/abi";

/** What went wrong, ready to be put into words in any language and to be kept over a reload. */
export interface Failure {
  /** A key of `errors.json`, or the name of a contract's error. */
  kind: "rejected" | "nodeDown" | "insufficientGas" | "wrongNetwork" | "busyWallet" | "noPrices" | "replaced" | "reverted" | "contract" | "unknown";
  name?: string;
  detail?: string;
}

/** Something that the app itself refuses. */
export class AppError extends Error {
  constructor(readonly kind: Failure["kind"]) {
    super(kind);
  }
}

const causes = (error: unknown): Error[] => (error instanceof Error ? [error, ...causes(error.cause)] : []);

/** The data that a contract reverted with, wherever a library has put it. */
export function revertData(error: unknown): Hex | null {
  for (const cause of causes(error)) {
    const found = (cause as { data?: unknown }).data;
    const data = typeof found === "object" && found !== null ? (found as { data?: unknown }).data : found;
    if (isHex(data) && data.length >= 10) return data;
  }
  return null;
}

/** The name of a contract's error, or null if the data is of none that is known. */
export function contractError(data: Hex): string | null {
  try {
    return decodeErrorResult({ abi: errorsAbi, data }).errorName;
  } catch {
    return null;
  }
}

export function failureOf(error: unknown): Failure {
  const all = causes(error);
  const data = revertData(error);
  const name = data && contractError(data);
  if (name) return { kind: "contract", name };
  for (const cause of all) {
    if (cause instanceof AppError) return { kind: cause.kind };
    const code = (cause as { code?: unknown }).code;
    if (cause instanceof UserRejectedRequestError || code === 4001) return { kind: "rejected" };
    if (code === -32002) return { kind: "busyWallet" };
    if (/insufficient funds/i.test(cause.message)) return { kind: "insufficientGas" };
    if (cause.name === "ChainMismatchError" || cause.name === "ConnectorChainMismatchError") return { kind: "wrongNetwork" };
  }
  if (data || all.some((cause) => /revert/i.test(cause.name))) return { kind: "reverted" };
  if (all.some((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError || /fetch/i.test(cause.message))) {
    return { kind: "nodeDown" };
  }
  const last = all.at(0);
  return { kind: "unknown", detail: last instanceof BaseError ? last.shortMessage : (last?.message ?? String(error)) };
}
