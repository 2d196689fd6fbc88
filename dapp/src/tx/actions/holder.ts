import { type Address, encodeFunctionData } from "viem";

import { distributorAbi, shareholderMeetingAbi } from "../../generated/custody";
import type { Conductor } from "../sending";

export type Choice = "for" | "against" | "abstain";

/** Places are `via holder`, set apart by commas: see `IRecordWeights`. */
export type ClaimParameters = { symbol: string; amount: string; dividend: string; places: string };
export type VoteParameters = { symbol: string; amount: string; meeting: string; places: string; choices: string };

interface Where {
  via: Address;
  holder: Address;
}

export const namePlaces = (places: readonly Where[]): string => places.map(({ via, holder }) => `${via} ${holder}`).join(",");

function placesNamed(text: string): Where[] {
  return text.split(",").map((one) => {
    const [via, holder] = one.split(" ") as [Address, Address];
    return { via, holder };
  });
}

/** Claims a dividend for several places in one transaction. What is claimed already is left out. */
export async function claimDividend(conductor: Conductor, { dividend, places }: ClaimParameters): Promise<void> {
  const distributor = { address: conductor.chain.contracts.Distributor, abi: distributorAbi } as const;
  const id = BigInt(dividend);
  const amounts = await Promise.all(
    placesNamed(places).map(async (place) => {
      const amount = await conductor.client.readContract({ ...distributor, functionName: "claimable", args: [id, place.via, place.holder] });
      return { id, ...place, amount };
    }),
  );
  const due = amounts.filter(({ amount }) => amount > 0n).map(({ via, holder }) => ({ id, via, holder }));
  if (!due.length) return;
  await conductor.send("send", { to: distributor.address, data: encodeFunctionData({ abi: distributorAbi, functionName: "claimMany", args: [due] }) });
}

/** Votes with all of the weight of several places, one transaction each. Those that have voted the same are left out. */
export async function castVotes(conductor: Conductor, { meeting, places, choices }: VoteParameters): Promise<void> {
  const meetings = { address: conductor.chain.contracts.ShareholderMeeting, abi: shareholderMeetingAbi } as const;
  const id = BigInt(meeting);
  const { token, epoch } = await conductor.client.readContract({ ...meetings, functionName: "meetingOf", args: [id] });
  const ballots = await Promise.all(
    placesNamed(places).map(async ({ via, holder }) => {
      const [weight, cast] = await Promise.all([
        conductor.client.readContract({ ...meetings, functionName: "weightOf", args: [token, BigInt(epoch), via, holder] }),
        conductor.client.readContract({ ...meetings, functionName: "votesOf", args: [id, via, holder] }),
      ]);
      const votes = (choices.split(",") as Choice[]).map((choice) => ({
        inFavour: choice === "for" ? weight : 0n,
        against: choice === "against" ? weight : 0n,
        abstaining: choice === "abstain" ? weight : 0n,
      }));
      return { via, holder, votes, isDone: !weight || isSame(votes, cast) };
    }),
  );
  const due = ballots.filter(({ isDone }) => !isDone);
  for (const [place, { via, holder, votes }] of due.entries()) {
    const data = encodeFunctionData({ abi: shareholderMeetingAbi, functionName: "vote", args: [id, via, holder, votes] });
    await conductor.send(place + 1 < due.length ? "part" : "send", { to: meetings.address, data });
  }
}

type Votes = readonly { inFavour: bigint; against: bigint; abstaining: bigint }[];

const isSame = (some: Votes, others: Votes): boolean =>
  some.length === others.length &&
  some.every(
    (vote, place) => vote.inFavour === others[place]?.inFavour && vote.against === others[place].against && vote.abstaining === others[place].abstaining,
  );
