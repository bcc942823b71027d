//! The lines of a redis.conf, and how it is told from other files.

use crate::config::services::directives::{MOST, Syntax, Taken, mostly};
use crate::config::services::given::Given;
use crate::tree::File;

/// How a redis.conf is written. The last directive of a name counts.
pub const SYNTAX: Syntax = Syntax { lines, is, takes_in };

/// Directives of Redis; `sentinel` is one of its relative.
const KNOWN: &str = "sentinel aclfile acllog-max-len activedefrag activerehashing always-show-logo aof-load-truncated aof-use-rdb-preamble \
     appenddirname appendfilename appendfsync appendonly auto-aof-rewrite-min-size auto-aof-rewrite-percentage bind \
     client-output-buffer-limit cluster-config-file cluster-enabled cluster-node-timeout daemonize databases \
     dbfilename dir dynamic-hz enable-debug-command enable-protected-configs hash-max-listpack-entries hash-max- \
     ziplist-entries hash-max-ziplist-value hz include io-threads latency-monitor-threshold lazyfree-lazy-eviction \
     lfu-decay-time list-max-ziplist-size loadmodule logfile loglevel lua-time-limit masterauth masteruser \
     maxclients maxmemory maxmemory-policy maxmemory-samples no-appendfsync-on-rewrite notify-keyspace-events oom- \
     score-adj pidfile port proc-title-template protected-mode rdbchecksum rdbcompression rename-command repl- \
     backlog-size repl-disable-tcp-nodelay repl-diskless-sync replica-priority replica-read-only replica-serve- \
     stale-data replicaof requirepass save set-max-intset-entries set-proc-title slave-read-only slave-serve-stale- \
     data slaveof slowlog-log-slower-than slowlog-max-len stop-writes-on-bgsave-error stream-node-max-bytes \
     supervised syslog-enabled tcp-backlog tcp-keepalive timeout tls-auth-clients tls-ca-cert-dir tls-ca-cert-file \
     tls-cert-file tls-cluster tls-key-file tls-port tls-protocols tls-replication unixsocket unixsocketperm user \
     zset-max-ziplist-entries";

/// Most of its lines are Redis's, or it is the file that comes with Redis and every line is commented out.
fn is(own: &[Given], text: &str) -> bool {
    if own.is_empty() { text.contains("# requirepass") || text.contains("# bind") } else { mostly(own, KNOWN) }
}

fn takes_in(given: &Given) -> Option<Taken> {
    (given.name == "include").then(|| Taken { pattern: given.value(), must: true })
}

fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let mut words = words(text.trim()).into_iter();
        let name = words.next()?.to_ascii_lowercase();
        Some(Given { name, words: words.collect(), path: file.path.clone(), line })
    };
    rows.filter_map(one).collect()
}

/// Words as Redis splits them (`sds.c`, `sdssplitargs`): double quotes with escapes, single quotes without.
fn words(line: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut rest = line.chars().peekable();
    loop {
        while rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
        let Some(first) = rest.peek().copied() else { return all };
        if all.is_empty() && first == '#' {
            return all;
        }
        let mut word = String::new();
        while let Some(c) = rest.next_if(|c| !c.is_ascii_whitespace()) {
            match c {
                '"' | '\'' => quoted(c, &mut rest, &mut word),
                c => word.push(c),
            }
        }
        all.push(word);
    }
}

fn quoted(quote: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>, word: &mut String) {
    while let Some(c) = rest.next() {
        match c {
            c if c == quote => return,
            '\\' if quote == '"' => word.extend(rest.next().map(|c| match c {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                c => c,
            })),
            '\\' if rest.next_if_eq(&'\'').is_some() => word.push('\''),
            c => word.push(c),
        }
    }
}
