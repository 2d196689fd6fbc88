"""The first full trade, from a share in custody to settled options, replayed on real prices (``make demo``)."""
