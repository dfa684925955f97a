"""Figures over the replica: what each tile of a dashboard counts, for whom, over which days, and how tiles stand."""
