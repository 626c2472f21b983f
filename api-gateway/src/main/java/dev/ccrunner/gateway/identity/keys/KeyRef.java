package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;

/** One key of one team. */
record KeyRef(TeamId team, ApiKeyId id) {}
