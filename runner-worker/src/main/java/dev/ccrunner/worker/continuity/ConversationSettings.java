package dev.ccrunner.worker.continuity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How conversations are kept outside of the worker.
 *
 * @param flushEvery PostgreSQL gets what was said in all sessions in one transaction this often, at
 *     the latest; and at once when a tool or a turn has ended
 * @param maxFlush at most so many bytes of one run in one transaction
 * @param maxPending as soon as so many bytes of one run wait for PostgreSQL, its output is read no
 *     further; Claude Code then waits, and loses nothing
 * @param maxSize of one conversation with its sub-agents; a larger one goes on only until its
 *     process ends
 */
@ConfigurationProperties("ccr.session.conversation")
public record ConversationSettings(
    @DefaultValue("1s") Duration flushEvery,
    @DefaultValue("4MB") DataSize maxFlush,
    @DefaultValue("16MB") DataSize maxPending,
    @DefaultValue("512MB") DataSize maxSize) {}
