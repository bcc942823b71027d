//! The directives of a redis.conf, those of the files that it takes in among them. The last of a name counts.

use std::sync::Arc;

use crate::config::services::given::{self, Given, commented_out};
use crate::config::services::include;
use crate::config::services::service::Services;
use crate::tree::{File, Tree};

/// Directives that stand in nobody else's configuration, or in nearly every one of Redis.
const KNOWN: &str = "aclfile acllog-max-len activedefrag activerehashing always-show-logo aof-load-truncated aof-use-rdb-preamble \
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

/// More lines than that are no configuration.
const MOST: usize = 20_000;

/// All directives in force, in order.
pub struct Directives<'t> {
    pub file: &'t File,
    pub all: Vec<Given>,
    /// Files that were taken in.
    pub taken: Vec<Arc<str>>,
    text: String,
}

/// Reads a file; nothing where its content is none of Redis.
pub fn gather<'t>(tree: &'t Tree, file: &'t File, services: &mut Services) -> Option<Directives<'t>> {
    let text = match given::text(file) {
        Ok(text) => text.into_owned(),
        Err((line, why)) => {
            services.unread(&file.path, line, why);
            return None;
        }
    };
    let mut directives = Directives { file, all: Vec::new(), taken: Vec::new(), text };
    let own = lines(file, &directives.text);
    if !is_redis(&own, &directives.text) {
        return None;
    }
    if own.iter().any(|given| given.name == "sentinel") {
        services.unread(&file.path, 0, "a configuration of Redis Sentinel: only that of Redis itself is read");
        return None;
    }
    directives.add(tree, own, services, include::DEEPEST);
    Some(directives)
}

/// Most of its lines are Redis's, or it is the file that comes with Redis and every line is commented out.
fn is_redis(own: &[Given], text: &str) -> bool {
    let known = own.iter().filter(|given| is_known(&given.name)).count();
    if own.is_empty() { text.contains("# requirepass") || text.contains("# bind") } else { known * 2 > own.len() }
}

fn is_known(name: &str) -> bool {
    name == "sentinel" || KNOWN.split(' ').any(|known| known == name)
}

/// The directives of a text, a word that does not end left out.
fn lines(file: &File, text: &str) -> Vec<Given> {
    let rows = (1u32..).zip(text.lines()).take(MOST);
    let one = |(line, text): (u32, &str)| {
        let mut words = words(text.trim()).into_iter();
        let name = words.next().filter(|name| !name.starts_with('#'))?.to_ascii_lowercase();
        Some(Given { name, words: words.collect(), path: file.path.clone(), line })
    };
    rows.filter_map(one).collect()
}

impl Directives<'_> {
    /// The last directive of a name.
    pub fn last(&self, name: &str) -> Option<&Given> {
        self.all.iter().rev().find(|given| given.name == name)
    }

    /// A file that only adds to another one has nothing to say about the whole.
    pub fn is_whole(&self) -> bool {
        let own = [
            "port",
            "bind",
            "dir",
            "dbfilename",
            "requirepass",
            "protected-mode",
            "daemonize",
            "appendonly",
            "save",
            "maxmemory",
        ];
        self.all.is_empty() || own.iter().any(|name| self.last(name).is_some())
    }

    /// The line at which a directive belongs: where it is commented out, or where the address is given.
    pub fn belongs(&self, name: &str) -> u32 {
        let near = |name: &str| self.last(name).filter(|given| given.path == self.file.path).map(|given| given.line);
        commented_out(&self.text, name).or_else(|| near("bind")).or_else(|| near("port")).unwrap_or(1)
    }

    fn add(&mut self, tree: &Tree, own: Vec<Given>, services: &mut Services, depth: u8) {
        for given in own {
            if given.name == "include" {
                self.include(tree, &given, services, depth);
            } else if self.all.len() < MOST {
                self.all.push(given);
            }
        }
    }

    fn include(&mut self, tree: &Tree, given: &Given, services: &mut Services, depth: u8) {
        let pattern = given.value();
        let from = tree.file(&given.path).unwrap_or(self.file);
        let files = include::files(tree, from, &pattern);
        if files.is_empty() && !pattern.contains('*') {
            services.unread(
                &given.path,
                given.line,
                format!("takes in {}, which is not in the tree", given::shown(&pattern)),
            );
        }
        for file in files {
            if depth == 0 || self.taken.len() > 100 {
                break;
            }
            self.taken.push(file.path.clone());
            let own = lines(file, &file.text());
            self.add(tree, own, services, depth - 1);
        }
    }
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
