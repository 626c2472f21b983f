package dev.ccrunner.infra.secret;

/** A row: what everybody may see, what it belongs to, and what is sealed. */
record SecretRow(StoredSecret secret, Binding binding, Sealed sealed) {}
