// A wallet in the page (EIP-1193), announced as wallets announce themselves (EIP-6963). What it answers is decided
// by the test: `window.walletRequest` is bound to it.
(() => {
  const listeners = {};
  const provider = {
    async request({ method, params }) {
      const { result, error } = await window.walletRequest(method, params ?? []);
      if (error) throw Object.assign(new Error(error.message), { code: error.code, data: error.data });
      return result;
    },
    on: (event, listener) => (listeners[event] ??= new Set()).add(listener),
    removeListener: (event, listener) => listeners[event]?.delete(listener),
  };
  window.walletEmit = (event, value) => listeners[event]?.forEach((listener) => listener(value));
  const info = { uuid: "5f1e4a3c-8f3c-4f0e-9f0e-0123456789ab", name: "Injected wallet", rdns: "org.evershare.test", icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>" };
  const announce = () => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }));
  window.addEventListener("eip6963:requestProvider", announce);
  announce();
})();
