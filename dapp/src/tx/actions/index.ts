import { close, closeFinal, type CloseFinalParameters, type CloseParameters } from "./close";
import {
  autoBorrow,
  type AutoBorrowParameters,
  borrow,
  deposit,
  type DepositParameters,
  type MoveParameters,
  repay,
  transfer,
  type TransferParameters,
  withdraw,
} from "./ledger";
import { open, type OpenParameters } from "./open";
import { cancelRequests, claimRequests, type InParameters, lend, type OutParameters, type PoolParameters, requestDeposit, requestRedeem, stopLending } from "./pools";
import type { Conductor } from "../sending";
import type { ClaimParameters, VoteParameters } from "./holder";
import type { AskParameters, TakeBackParameters } from "./requests";
import type { SwapParameters } from "./swap";

/**
 * Everything a user can do. An action looks at the chain for what is still to be done, so that one that was interrupted
 * is simply begun again. Its parameters are text, because they are kept over a reload.
 */
export const actions = {
  deposit,
  withdraw,
  transfer,
  borrow,
  repay,
  autoBorrow,
  open,
  close,
  closeFinal,
  requestDeposit,
  requestRedeem,
  claimRequests,
  cancelRequests,
  lend,
  stopLending,
  // Loaded when they are first done: the first page does without.
  claimDividend: async (conductor: Conductor, parameters: ClaimParameters) => (await import("./holder")).claimDividend(conductor, parameters),
  castVotes: async (conductor: Conductor, parameters: VoteParameters) => (await import("./holder")).castVotes(conductor, parameters),
  askIssue: async (conductor: Conductor, parameters: AskParameters) => (await import("./requests")).askIssue(conductor, parameters),
  askRedeem: async (conductor: Conductor, parameters: AskParameters) => (await import("./requests")).askRedeem(conductor, parameters),
  takeBack: async (conductor: Conductor, parameters: TakeBackParameters) => (await import("./requests")).takeBack(conductor, parameters),
  swap: async (conductor: Conductor, parameters: SwapParameters) => (await import("./swap")).swap(conductor, parameters),
};

export type ActionName = keyof typeof actions;

interface ParametersOf {
  deposit: DepositParameters;
  withdraw: MoveParameters;
  transfer: TransferParameters;
  autoBorrow: AutoBorrowParameters;
  borrow: MoveParameters;
  repay: MoveParameters;
  open: OpenParameters;
  close: CloseParameters;
  closeFinal: CloseFinalParameters;
  requestDeposit: InParameters;
  requestRedeem: OutParameters;
  claimRequests: PoolParameters;
  cancelRequests: PoolParameters;
  lend: InParameters;
  stopLending: OutParameters;
  claimDividend: ClaimParameters;
  castVotes: VoteParameters;
  askIssue: AskParameters;
  askRedeem: AskParameters;
  takeBack: TakeBackParameters;
  swap: SwapParameters;
}
export type Parameters<N extends ActionName> = ParametersOf[N];
