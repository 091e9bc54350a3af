"""updatecli's manifests."""
