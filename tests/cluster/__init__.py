"""Three hubs on one PostgreSQL, told of each other by NATS, behind a balancer: for tests, and to be looked at."""
