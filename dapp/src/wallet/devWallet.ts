import { type Chain, createWalletClient, type EIP1193Provider, type Hex, http, numberToHex } from "viem";

const CONNECTED = "evershare.devWallet";

type Request = { method: string; params?: readonly unknown[] };

/**
 * A wallet that needs no extension: a key that everybody knows, for local chains alone. It signs what it is asked to.
 * It speaks EIP-1193, so that all else treats it like any other.
 */
export function devWallet(chain: Chain, key: Hex): EIP1193Provider {
  const load = async () => {
    const { privateKeyToAccount } = await import("viem/accounts");
    return privateKeyToAccount(key);
  };

  async function request({ method, params = [] }: Request): Promise<unknown> {
    const account = await load();
    const client = createWalletClient({ account, chain, transport: http(chain.rpcUrls.default.http[0]) });
    switch (method) {
      case "eth_requestAccounts":
        localStorage.setItem(CONNECTED, "yes");
        return [account.address];
      case "eth_accounts":
        return localStorage.getItem(CONNECTED) ? [account.address] : [];
      case "wallet_revokePermissions":
        localStorage.removeItem(CONNECTED);
        return null;
      case "eth_chainId":
        return numberToHex(chain.id);
      case "eth_sendTransaction": {
        const { to, data, value, gas } = params[0] as { to: Hex; data?: Hex; value?: Hex; gas?: Hex };
        return client.sendTransaction({
          to,
          ...(data ? { data } : {}),
          ...(value ? { value: BigInt(value) } : {}),
          ...(gas ? { gas: BigInt(gas) } : {}),
        });
      }
      case "eth_signTypedData_v4":
        return client.signTypedData(JSON.parse(params[1] as string));
      case "wallet_switchEthereumChain":
        return null;
      default:
        return client.request({ method, params } as never);
    }
  }

  const nothing = () => undefined;
  return { request, on: nothing, removeListener: nothing } as unknown as EIP1193Provider;
}
