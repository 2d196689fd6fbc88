from evershare import devchain

devchain.configure()
