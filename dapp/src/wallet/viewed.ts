import { useSearchParams } from "react-router";
import { type Address, getAddress, isAddress, numberToHex, pad } from "viem";
import { useConnection } from "wagmi";

/**
 * Whose account the pages show: the wallet's, or that of any address that `?view=` names, which can be looked at only.
 * `?sub=` is the number of a sub-account: the ledger's accounts of an owner are `owner XOR 0..255`.
 */
export function useViewed() {
  const { address } = useConnection();
  const [search, setSearch] = useSearchParams();
  const wish = search.get("view");
  const viewedAddress = wish && isAddress(wish) && wish.toLowerCase() !== address?.toLowerCase() ? getAddress(wish) : null;
  const owner: Address | undefined = viewedAddress ?? address;
  const sub = Math.min(Math.max(Number.parseInt(search.get("sub") ?? "0", 10) || 0, 0), 255);

  const change = (name: "view" | "sub", value: string | null) =>
    setSearch((old) => {
      if (value) old.set(name, value);
      else old.delete(name);
      return old;
    });

  return {
    owner,
    account: owner && subaccountOf(owner, sub),
    sub,
    viewedAddress,
    canAct: !!address && !viewedAddress,
    view: (one: string) => change("view", one),
    stopViewing: () => change("view", null),
    chooseSub: (number: number) => change("sub", number ? String(number) : null),
  };
}

export const subaccountOf = (owner: Address, number: number): Address =>
  getAddress(pad(numberToHex(BigInt(owner) ^ BigInt(number)), { size: 20 }));
