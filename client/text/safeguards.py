"""Words of what leads to the safeguards of a device: backups, readiness, outage drill."""

TITLE = "Ready for an outage"
HELP = "Backups of this device, whether it could do without the hub for weeks, and a drill to try it."
BACKUPS = "Backups"
READINESS = "Readiness and outage drill"
