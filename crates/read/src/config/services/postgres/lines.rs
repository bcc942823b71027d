//! The lines of a postgresql.conf (`guc-file.l`). The last of a name counts.

use crate::config::services::directives::{MOST, Syntax, Taken, mostly};
use crate::config::services::given::Given;
use crate::tree::File;

/// How a postgresql.conf is written.
pub const SYNTAX: Syntax = Syntax { lines, is, takes_in };

const KNOWN: &str = "listen_addresses port max_connections superuser_reserved_connections unix_socket_directories \
     unix_socket_directory unix_socket_group unix_socket_permissions bonjour tcp_keepalives_idle authentication_timeout password_encryption \
     krb_server_keyfile db_user_namespace ssl ssl_ca_file ssl_cert_file ssl_crl_file ssl_key_file ssl_ciphers \
     ssl_prefer_server_ciphers ssl_min_protocol_version ssl_max_protocol_version shared_buffers huge_pages temp_buffers \
     max_prepared_transactions work_mem maintenance_work_mem autovacuum_work_mem dynamic_shared_memory_type \
     effective_io_concurrency max_worker_processes max_parallel_workers max_parallel_workers_per_gather wal_level fsync \
     synchronous_commit full_page_writes wal_compression wal_log_hints wal_buffers checkpoint_timeout checkpoint_segments max_wal_size \
     min_wal_size checkpoint_completion_target archive_mode archive_command archive_timeout restore_command max_wal_senders wal_keep_size \
     wal_keep_segments hot_standby primary_conninfo hot_standby_feedback random_page_cost effective_cache_size \
     default_statistics_target log_destination logging_collector log_directory log_filename log_min_messages \
     log_min_duration_statement log_checkpoints log_connections log_disconnections log_duration log_line_prefix \
     log_lock_waits log_statement log_timezone log_rotation_age log_rotation_size log_truncate_on_rotation cluster_name stats_temp_directory autovacuum datestyle timezone \
     lc_messages lc_monetary lc_numeric lc_time default_text_search_config shared_preload_libraries data_directory \
     hba_file ident_file external_pid_file include include_dir include_if_exists track_activities track_io_timing statement_timeout \
     row_security max_locks_per_transaction max_replication_slots max_logical_replication_workers jit";

fn is(own: &[Given], text: &str) -> bool {
    if own.is_empty() { text.contains("#listen_addresses") } else { mostly(own, KNOWN) }
}

fn takes_in(given: &Given) -> Option<Taken> {
    let value = given.value();
    match given.name.as_str() {
        "include" => Some(Taken { pattern: value, must: true }),
        "include_if_exists" => Some(Taken { pattern: value, must: false }),
        "include_dir" => Some(Taken { pattern: format!("{}/*.conf", value.trim_end_matches('/')), must: false }),
        _ => None,
    }
}

fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let text = text.trim();
        let end =
            text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$'))).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let rest = rest.trim_start();
        let words = vec![value(rest.strip_prefix('=').unwrap_or(rest).trim_start())?];
        let name = name.to_ascii_lowercase();
        (!name.is_empty()).then(|| Given { name, words, path: file.path.clone(), line })
    };
    rows.filter_map(one).collect()
}

/// A value in quotes, in which two quotes or a backslash stand for one; or a word without them.
fn value(text: &str) -> Option<String> {
    let Some(inner) = text.strip_prefix('\'') else {
        let template = text.starts_with(['{', '$', '<']);
        let word = if template { text.split(" #").next()?.trim_end() } else { text.split([' ', '\t', '#']).next()? };
        return (!word.is_empty()).then(|| word.to_owned());
    };
    let mut out = String::new();
    let mut rest = inner.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\'' if rest.next_if_eq(&'\'').is_some() => out.push('\''),
            '\'' => return Some(out),
            '\\' => out.extend(escaped(&mut rest)),
            c => out.push(c),
        }
    }
    None
}

/// What follows a backslash: a letter, up to three octal digits, or the character itself.
fn escaped(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<char> {
    let mut number = None;
    for _ in 0..3 {
        let Some(digit) = rest.next_if(|c| c.is_digit(8)).and_then(|c| c.to_digit(8)) else { break };
        number = Some(number.unwrap_or(0) * 8 + digit);
    }
    number.map(|number| char::from_u32(number & 0xff).unwrap_or('?')).or_else(|| {
        rest.next().map(|c| match c {
            'n' => '\n',
            't' => '\t',
            c => c,
        })
    })
}
