"""What keepers do, a module for each role. Each looks at the chain and says what is due; nothing is due twice."""
