package dev.ccrunner.embedded;

/** The whole postgresql.conf. */
final class PostgresSettings {

  private PostgresSettings() {}

  static String render(int port, boolean durable) {
    var durability = durable ? "on" : "off";
    return """
    # Written anew at each start.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    max_connections = 200

    # Durability.
    fsync = %2$s
    synchronous_commit = %2$s
    full_page_writes = %2$s
    # Nobody replicates from here: less is written.
    wal_level = minimal
    max_wal_senders = 0
    max_wal_size = 512MB
    min_wal_size = 80MB

    # Modest: this shares a machine with everything else.
    shared_buffers = 128MB
    io_method = sync
    max_parallel_workers = 2
    max_parallel_workers_per_gather = 0
    # Short statements only: compiling them would take longer than running them.
    jit = off

    timezone = 'UTC'
    log_timezone = 'UTC'
    datestyle = 'iso, ymd'

    # A week of logs, and no statements in them: statements carry what people wrote.
    logging_collector = on
    log_directory = '../log'
    log_filename = 'postgres-%%a.log'
    log_file_mode = 0600
    log_rotation_age = 1d
    log_rotation_size = 0
    log_truncate_on_rotation = on
    log_min_error_statement = panic
    log_line_prefix = '%%m [%%p] '
    """
        .formatted(port, durability);
  }
}
