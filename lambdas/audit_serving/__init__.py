"""AuditServing: what serves without an owner, past its time or for nobody."""
