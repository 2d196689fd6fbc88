import { type Address, domainSeparator, type Hex, parseSignature, type TypedDataDefinition } from "viem";

import { tokenAbi } from "../../generated/abi";
import type { Conductor } from "../sending";

const TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

/** What is signed to let a spender take tokens (ERC-2612), or null if the token has no permits that we can sign. */
export async function permitOf(
  { client, account, chain }: Conductor,
  token: Address,
  spender: Address,
  value: bigint,
  deadline: bigint,
): Promise<TypedDataDefinition | null> {
  const contract = { address: token, abi: tokenAbi } as const;
  try {
    const [nonce, separator, name] = await Promise.all([
      client.readContract({ ...contract, functionName: "nonces", args: [account] }),
      client.readContract({ ...contract, functionName: "DOMAIN_SEPARATOR" }),
      client.readContract({ ...contract, functionName: "name" }),
    ]);
    const domain = { name, version: "1", chainId: chain.id, verifyingContract: token };
    if (domainSeparator({ domain }) !== separator) return null; // its domain is another, such as a second version
    return { domain, types: TYPES, primaryType: "Permit", message: { owner: account, spender, value, nonce, deadline } };
  } catch {
    return null;
  }
}

export function splitSignature(signature: Hex): { v: number; r: Hex; s: Hex } {
  const { r, s, yParity } = parseSignature(signature);
  return { v: yParity + 27, r, s };
}
