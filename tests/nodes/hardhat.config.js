// A node without accounts of its own, like a public one.
module.exports = {
  networks: {
    hardhat: { chainId: Number(process.env.CHAIN_ID), hardfork: "cancun", accounts: [], blockGasLimit: 60_000_000, loggingEnabled: false },
  },
};
