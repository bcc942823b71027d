//! Databases with a folder of their own.

use sneck_model::Access::{Guarded, Open};

use crate::logins::{logged_in, tried};
use crate::programs::{Folder, Program, free_port};
use crate::{expect, started};

/// Lines of `pg_hba.conf`, what follows, and a word of the proof.
const ACCESS: &[(&str, sneck_model::Access, &str)] = &[
    ("host all all 127.0.0.1/32 trust\n", Open, "everybody"),
    ("host all postgres 127.0.0.1/32 trust\n", Open, "administrator"),
    ("host all all 127.0.0.1/32 scram-sha-256\n", Guarded, "SCRAM"),
    ("local all all trust\n", Guarded, "no rule"),
];

#[test]
fn postgresql_trusts_all_one_or_nobody() {
    let (init, server) = (Program::find("initdb"), Program::find("postgres"));
    let folder = Folder::of(&[]);
    let data = folder.at("data");
    let (fine, text) =
        init.output(&folder, &["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8"]);
    assert!(fine, "{text}");
    for (lines, access, word) in ACCESS {
        folder.write("data/pg_hba.conf", lines);
        let port = free_port();
        let (number, sockets) = (port.to_string(), folder.at(""));
        let arguments = ["-D", &data, "-p", &number, "-h", "127.0.0.1", "-k", &sockets, "-F"];
        let running = started(&server, &folder, &arguments, port);
        let told = expect(port, "postgres", "postgresql", *access);
        assert!(told.proof.contains(word), "{}", told.proof);
        assert_eq!(told.version.is_some(), *access == Open);
        drop(running);
        let _ = std::fs::remove_file(folder.path().join("data/postmaster.pid"));
    }
}

#[test]
fn mariadb_with_and_without_a_root_that_anybody_is() {
    let (init, server) = (Program::find("mariadb-install-db"), Program::find("mariadbd"));
    let folder = Folder::of(&[]);
    let data = folder.at("data");
    let path = std::path::PathBuf::from(server.command(&folder).get_program());
    let prefix = path.parent().and_then(|bin| bin.parent()).expect("it is below a prefix").display().to_string();
    let (basedir, datadir) = (format!("--basedir={prefix}"), format!("--datadir={data}"));
    let method = "--auth-root-authentication-method=normal";
    let (fine, text) = init.output(&folder, &["--no-defaults", &basedir, &datadir, method, "--skip-test-db"]);
    assert!(fine, "{text}");
    // Without a password, with one that nobody publishes, and with the one of many tutorials.
    for (password, access, users) in [("", Open, &[][..]), ("hunter2", Guarded, &[]), ("root", Guarded, &["root"])] {
        let locked = format!("ALTER USER root@localhost IDENTIFIED BY '{password}';\n");
        folder.write("lock.sql", &format!("{locked}{}", locked.replace("localhost", "'127.0.0.1'")));
        let (lock, port) = (format!("--init-file={}", folder.at("lock.sql")), free_port());
        let (number, socket) = (format!("--port={port}"), format!("--socket={}", folder.at("s")));
        let mut arguments = vec!["--no-defaults", &basedir, &datadir, &number, &socket, "--bind-address=127.0.0.1"];
        arguments.extend(["--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve"]);
        arguments.extend((!password.is_empty()).then_some(&*lock));
        let running = started(&server, &folder, &arguments, port);
        assert!(expect(port, "mariadbd", "mariadb", access).version.is_some());
        if access == Guarded {
            let told = tried(port, "mariadbd", &folder.path().join(format!("tries{port}")));
            assert_eq!(logged_in(&told), users, "{password}: {told:?}");
        }
        drop(running);
    }
}
