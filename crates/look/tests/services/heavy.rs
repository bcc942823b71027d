//! Services that bring a machine of their own: RabbitMQ on Erlang, and the engine of containers.

use std::path::Path;
use std::time::{Duration, Instant};

use sneck_model::Access::{Guarded, Open};

use crate::programs::{Folder, Program, Running, connect, free_port, get, wait};
use crate::{expect, started};

/// A broker, and the port mapper that its nodes look for.
struct Rabbit {
    _broker: Running,
    _mapper: Running,
    _folder: Folder,
    port: u16,
}

/// Starts a broker with its own account `guest`, and waits until it has come up.
fn rabbit() -> Rabbit {
    let (script, erlang) = (Program::find("usr/lib/rabbitmq/bin/rabbitmq-server"), Program::find("erlexec"));
    let root = script.root("usr/lib/rabbitmq/lib");
    let home = only(&root.join("usr/lib/rabbitmq/lib"), "rabbitmq_server-");
    let system = erlang.root("usr/lib/erlang").join("usr/lib/erlang");
    let programs = only(&system, "erts-").join("bin");
    let (port, mapped, own) = (free_port(), free_port(), free_port());
    let folder = Folder::of(&[("enabled_plugins", "[].\n")]);
    let text = format!("listeners.tcp.1 = 127.0.0.1:{port}\nlog.console = true\nlog.file = false\n");
    folder.write("rabbitmq.conf", &text);
    let at = |path: &str| folder.at(path);
    let plugins = home.join("plugins").display().to_string();
    let environment = [
        ("PATH", format!("{}:/usr/bin:/bin", programs.display())),
        ("ROOTDIR", system.display().to_string()),
        ("BINDIR", programs.display().to_string()),
        ("EMU", "beam".into()),
        ("PROGNAME", "erl".into()),
        ("ERL_LIBS", plugins.clone()),
        ("ERL_EPMD_PORT", mapped.to_string()),
        ("ERL_EPMD_ADDRESS", "127.0.0.1".into()),
        ("RABBITMQ_HOME", home.display().to_string()),
        ("RABBITMQ_PLUGINS_DIR", plugins),
        ("RABBITMQ_NODENAME", format!("sneck{port}@localhost")),
        ("RABBITMQ_DIST_PORT", own.to_string()),
        ("RABBITMQ_LOGS", "-".into()),
        ("RABBITMQ_CONFIG_FILE", at("rabbitmq.conf")),
        ("RABBITMQ_CONF_ENV_FILE", at("none")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", at("enabled_plugins")),
        ("RABBITMQ_MNESIA_BASE", at("mnesia")),
        ("RABBITMQ_LOG_BASE", at("logs")),
        ("RABBITMQ_PID_FILE", at("pid")),
        ("RABBITMQ_FEATURE_FLAGS_FILE", at("flags")),
        ("RABBITMQ_SCHEMA_DIR", at("schema")),
        ("RABBITMQ_GENERATED_CONFIG_DIR", at("generated")),
    ];
    let words = ["-port".to_owned(), mapped.to_string(), "-address".into(), "127.0.0.1".into()];
    let mapper = Program::find("epmd").start_with(&folder, &words.each_ref().map(String::as_str), &environment);
    let arguments = [
        "-noinput",
        "-s",
        "rabbit",
        "boot",
        "-boot",
        "start_sasl",
        "-kernel",
        "inet_dist_use_interface",
        "{127,0,0,1}",
        "+S",
        "1:1",
    ];
    let mut broker = erlang.start_with(&folder, &arguments, &environment);
    wait(&mut broker, &folder, || connect(port));
    Rabbit { _broker: broker, _mapper: mapper, _folder: folder, port }
}

/// The one folder that begins so.
fn only(within: &Path, start: &str) -> std::path::PathBuf {
    let entries = std::fs::read_dir(within).expect("it is there").flatten();
    let mut own = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(start));
    own.next().expect("it was unpacked").path()
}

#[test]
fn rabbitmq_asks_for_a_login_which_its_guest_has() {
    let rabbit = rabbit();
    let told = expect(rabbit.port, "beam.smp", "rabbitmq", Guarded);
    assert!(told.version.is_some());
    let folder = Folder::of(&[]);
    let told = crate::logins::tried(rabbit.port, "beam.smp", &folder.path().join("tries"));
    let users: Vec<&str> = told.admissions.iter().map(|one| one.user.as_str()).collect();
    assert_eq!(users, ["guest"], "{told:?}");
    assert!(told.admissions[0].says.contains("RabbitMQ"));
}

/// What was started with a folder as its own: podman goes on as a process that belongs to nobody, and leaves another that
/// keeps the place for containers.
struct Descendants(String);

impl Drop for Descendants {
    fn drop(&mut self) {
        for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            let own = environment.split(|byte| *byte == 0).any(|pair| pair == self.0.as_bytes());
            let id = entry.file_name().to_str().and_then(|name| name.parse().ok()).filter(|_| own);
            if let Some(process) = id.and_then(rustix::process::Pid::from_raw) {
                let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
            }
        }
    }
}

#[test]
fn an_engine_of_containers_that_listens_obeys_everybody() {
    let program = Program::find("podman");
    let (folder, port) = (Folder::of(&[]), free_port());
    let storage = format!(
        "[storage]\ndriver = \"vfs\"\nrunroot = {:?}\ngraphroot = {:?}\n",
        folder.at("run"),
        folder.at("graph")
    );
    folder.write("storage.conf", &storage);
    let descendants = Descendants(format!("XDG_RUNTIME_DIR={}", folder.at("")));
    let root = program.root("usr/bin/conmon");
    let environment = [
        ("PATH", format!("{0}/usr/bin:{0}/usr/sbin:/usr/bin:/usr/sbin:/bin:/sbin", root.display())),
        ("XDG_RUNTIME_DIR", folder.at("")),
        ("CONTAINERS_CONF", "/dev/null".into()),
        ("CONTAINERS_STORAGE_CONF", folder.at("storage.conf")),
    ];
    let at = format!("tcp://127.0.0.1:{port}");
    let options = ["--cgroup-manager=cgroupfs", "--events-backend=none", "system", "service", "--time=0", &at];
    let mut running = program.start_with(&folder, &options, &environment);
    // It prepares its store when the first one asks.
    wait(&mut running, &folder, || get(port, "/version").contains("ApiVersion").then_some(()));
    assert!(expect(port, "podman", "docker", Open).version.is_some());
    drop(running);
    drop(descendants);
    // Nothing of it is left that listens.
    let until = Instant::now() + Duration::from_secs(20);
    while connect(port).is_some() {
        assert!(Instant::now() < until, "it goes on without the one that was started");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The engine itself has no passwords: what stands in front of it asks.
#[test]
fn an_engine_behind_a_server_that_asks_is_guarded() {
    let program = Program::find("nginx");
    let (folder, port) = (Folder::of(&[("users", "ann:{PLAIN}hunter2\n")]), free_port());
    let text = format!(
        "daemon off;\nmaster_process off;\npid {pid};\nerror_log {log};\nevents {{}}\nhttp {{\n  access_log off;\n  \
         client_body_temp_path {own}; proxy_temp_path {own}; fastcgi_temp_path {own}; uwsgi_temp_path {own}; scgi_temp_path {own};\n  \
         server {{ listen 127.0.0.1:{port}; location = /version {{ default_type application/json; \
         return 200 '{{\"Version\":\"4.3.1\",\"ApiVersion\":\"1.41\"}}'; }}\n    \
         location / {{ auth_basic engine; auth_basic_user_file {users}; root {own}; }} }}\n}}\n",
        pid = folder.at("pid"),
        log = folder.at("errors"),
        own = folder.at("temporary"),
        users = folder.at("users"),
    );
    folder.write("nginx.conf", &text);
    let _running = started(&program, &folder, &["-p", &folder.at(""), "-c", &folder.at("nginx.conf")], port);
    let told = crate::asked(port, "dockerd")[0].clone().expect("it is known");
    assert_eq!((&*told.product, told.access), ("docker", Guarded), "{}", told.proof);
}
