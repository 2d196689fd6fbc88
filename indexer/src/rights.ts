/** What holders of stock tokens and of pool shares are due: dividends, rewards and votes. */
import { ponder } from "ponder:registry";
import { distribution, distributionClaim, meeting, vote } from "ponder:schema";

import { entryOf, ownerOf } from "./entry";

ponder.on("Distributor:DividendDeclared", async ({ event, context }) => {
  const { id, stock, epoch, actionId, token, promised } = event.args;
  const row = { id, source: stock, epoch, actionId, token, promised, declaredAt: event.block.timestamp };
  await context.db.insert(distribution).values({ ...row, kind: "dividend", funded: 0n, claimed: 0n });
});

ponder.on("Distributor:RewardGiven", async ({ event, context }) => {
  const { id, pool, epoch, token, amount } = event.args;
  const row = { id, source: pool, epoch, token, promised: amount, declaredAt: event.block.timestamp };
  await context.db.insert(distribution).values({ ...row, kind: "reward", funded: 0n, claimed: 0n });
});

ponder.on("Distributor:DistributionFunded", async ({ event, context }) => {
  await context.db.update(distribution, { id: event.args.id }).set({ funded: event.args.funded });
});

ponder.on("Distributor:DistributionClaimed", async ({ event, context }) => {
  const { id, holder, via, amount } = event.args;
  const row = { ...entryOf(event), distributionId: id, holder, owner: ownerOf(holder), via, amount };
  await context.db.insert(distributionClaim).values(row);
  await context.db.update(distribution, { id }).set((row) => ({ claimed: row.claimed + amount }));
});

ponder.on("ShareholderMeeting:MeetingConvened", async ({ event, context }) => {
  const { meetingId, resolutionCount, ...terms } = event.args;
  await context.db.insert(meeting).values({ ...terms, id: meetingId, resolutionCount: Number(resolutionCount) });
});

ponder.on("ShareholderMeeting:VotesCast", async ({ event, context }) => {
  const { meetingId, holder, via, votes } = event.args;
  const cast = { time: event.block.timestamp, transaction: event.transaction.hash };
  for (const [resolution, counts] of votes.entries()) {
    const row = { meetingId, resolution, holder, via, owner: ownerOf(holder), ...counts, ...cast };
    await context.db.insert(vote).values(row).onConflictDoUpdate({ ...counts, ...cast });
  }
});
