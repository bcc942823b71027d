//! Services that need a folder with a configuration of their own, and some that need a machine of their own to run on.

use sneck_model::Access::{Guarded, Open};

use crate::programs::{Folder, Program, free_port, post, wait};
use crate::{expect, started};

#[test]
fn an_ftp_server_with_and_without_strangers() {
    let program = Program::find("vsftpd");
    for (anonymous, local, access) in [("YES", "NO", Open), ("NO", "YES", Guarded)] {
        let (folder, port) = (Folder::of(&[("empty/.keep", "")]), free_port());
        let text = format!(
            "listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nrun_as_launching_user=YES\n\
             anonymous_enable={anonymous}\nlocal_enable={local}\nwrite_enable=NO\nxferlog_enable=NO\nseccomp_sandbox=NO\n\
             ftp_username={user}\nanon_root={empty}\nsecure_chroot_dir={empty}\n",
            user = crate::programs::account(),
            empty = folder.at("empty"),
        );
        folder.write("vsftpd.conf", &text);
        let _running = started(&program, &folder, &[&folder.at("vsftpd.conf")], port);
        expect(port, "vsftpd", "ftp", access);
    }
}

const ENTRIES: &str = "dn: dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n\
                       dn: cn=ann,dc=example\nobjectClass: person\ncn: ann\nsn: Example\n";

#[test]
fn a_directory_with_and_without_strangers() {
    let (program, filled) = (Program::find("slapd"), Program::find("slapadd"));
    let root = program.root("etc/ldap/schema");
    for (who, access) in [("*", Open), ("users", Guarded)] {
        let (folder, port) = (Folder::of(&[("data/.keep", ""), ("entries.ldif", ENTRIES)]), free_port());
        let text = format!(
            "include {root}/etc/ldap/schema/core.schema\nmodulepath {root}/usr/lib/ldap\npidfile {pid}\ndatabase ldif\n\
             suffix \"dc=example\"\nrootdn \"cn=admin,dc=example\"\ndirectory {data}\naccess to * by {who} read by anonymous auth\n",
            root = root.display(),
            pid = folder.at("pid"),
            data = folder.at("data"),
        );
        folder.write("slapd.conf", &text);
        let (fine, says) = filled.output(&folder, &["-f", &folder.at("slapd.conf"), "-l", "entries.ldif"]);
        assert!(fine, "{says}");
        let at = format!("ldap://127.0.0.1:{port}");
        let _running = started(&program, &folder, &["-f", &folder.at("slapd.conf"), "-h", &at, "-d", "0"], port);
        expect(port, "slapd", "ldap", access);
    }
}

/// An example of crypt_blowfish, the reference of bcrypt.
const WEB: &str = "basic_auth_users:\n  ann: \"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\"\n";

#[test]
fn prometheus_with_and_without_a_password() {
    let program = Program::find("prometheus");
    for (more, access) in [(&[][..], Open), (&["--web.config.file=web.yml"], Guarded)] {
        let (folder, port) = (Folder::of(&[("p.yml", "scrape_configs: []\n"), ("web.yml", WEB)]), free_port());
        let address = format!("--web.listen-address=127.0.0.1:{port}");
        let arguments = [&["--config.file=p.yml", "--storage.tsdb.path=data", &address], more].concat();
        let _running = started(&program, &folder, &arguments, port);
        expect(port, "prometheus", "prometheus", access);
    }
}

#[test]
fn influxdb_with_and_without_accounts() {
    let program = Program::find("influxd");
    for (asks, access) in [(false, Open), (true, Guarded)] {
        let (folder, port) = (Folder::of(&[]), free_port());
        let text = format!(
            "reporting-disabled = true\nbind-address = \"127.0.0.1:{}\"\n[meta]\ndir = \"meta\"\n[data]\ndir = \"data\"\n\
             wal-dir = \"wal\"\n[http]\nbind-address = \"127.0.0.1:{port}\"\nauth-enabled = {asks}\n",
            free_port()
        );
        folder.write("influx.conf", &text);
        let _running = started(&program, &folder, &["-config", "influx.conf"], port);
        expect(port, "influxd", "influxdb", access);
    }
}

#[test]
fn etcd_with_accounts() {
    let program = Program::find("etcd");
    let (folder, port) = (Folder::of(&[]), free_port());
    let _running = started(&program, &folder, &crate::small::etcd(port).each_ref().map(String::as_str), port);
    for (path, body) in [
        ("auth/user/add", r#"{"name":"root","password":"hunter2hunter2"}"#),
        ("auth/role/add", r#"{"name":"root"}"#),
        ("auth/user/grant", r#"{"user":"root","role":"root"}"#),
        ("auth/enable", "{}"),
    ] {
        let answer = post(port, &format!("/v3/{path}"), body);
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    }
    expect(port, "etcd", "etcd", Guarded);
}

#[test]
fn zookeeper_lets_in_everybody_unless_its_nodes_say_otherwise() {
    let java = Program::find("java");
    let jars = Program::find("usr/share/java/zookeeper.jar").root("usr/share/java").join("usr/share/java");
    let (folder, port) = (Folder::of(&[("data/.keep", "")]), free_port());
    let text = format!(
        "tickTime=2000\ndataDir={}\nclientPort={port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n4lw.commands.whitelist=srvr\n",
        folder.at("data")
    );
    folder.write("zoo.cfg", &text);
    let path = format!("{}/*:{}", jars.display(), folder.at(""));
    let options = ["-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dzookeeper.log.threshold=OFF"];
    let arguments =
        [&options[..], &["-cp", &path, "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zoo.cfg"]].concat();
    let mut running = started(&java, &folder, &arguments, port);
    // Only its command says what it is.
    // Only what ran before is quick.
    let id = running.id();
    let told = wait(&mut running, &folder, || crate::asked_of(port, "java", id));
    assert_eq!((&*told.product, told.access), ("zookeeper", Open), "{}", told.proof);
    assert!(told.version.is_some());
}

/// The front page, and the status page with these lines.
fn nginx(status: &str, access: sneck_model::Access, product: &str) {
    let program = Program::find("nginx");
    let (folder, port) = (Folder::of(&[]), free_port());
    let text = format!(
        "daemon off;\nmaster_process off;\npid {pid};\nerror_log {log};\nevents {{}}\nhttp {{\n  access_log off;\n  \
         client_body_temp_path {own}; proxy_temp_path {own}; fastcgi_temp_path {own}; uwsgi_temp_path {own}; scgi_temp_path {own};\n  \
         server {{ listen 127.0.0.1:{port}; location / {{ return 200 here; }} {status} }}\n}}\n",
        pid = folder.at("pid"),
        log = folder.at("errors"),
        own = folder.at("temporary"),
    );
    folder.write("nginx.conf", &text);
    let arguments = ["-p", &folder.at(""), "-c", &folder.at("nginx.conf")];
    let _running = started(&program, &folder, &arguments, port);
    assert!(expect(port, "nginx", product, access).version.is_some());
}

#[test]
fn nginx_with_a_status_page_for_all_for_nobody_and_without_one() {
    nginx("location /nginx_status { stub_status; }", Open, "nginx-status");
    nginx("location /basic_status { stub_status; }", Open, "nginx-status");
    nginx("location /nginx_status { stub_status; deny all; }", Guarded, "nginx-status");
    nginx("", sneck_model::Access::Unknown, "http");
}

#[test]
fn apache_with_a_status_page_for_all_for_nobody_and_without_one() {
    let program = Program::find("apache2");
    let modules = program.root("usr/lib/apache2/modules").join("usr/lib/apache2/modules");
    for (status, access, product) in [
        ("Require all granted", Open, "apache-status"),
        ("Require all denied", Guarded, "apache-status"),
        ("", sneck_model::Access::Unknown, "http"),
    ] {
        let (folder, port) = (Folder::of(&[("www/index.html", "here")]), free_port());
        let mut text: String = ["mpm_event", "authz_core", "authz_host", "status", "dir"]
            .iter()
            .map(|name| format!("LoadModule {name}_module {}/mod_{name}.so\n", modules.display()))
            .collect();
        let (pid, log, www) = (folder.at("pid"), folder.at("errors"), folder.at("www"));
        text += &format!(
            "ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {pid}\nErrorLog {log}\nDocumentRoot {www}\n\
             DirectoryIndex index.html\nMutex file:{} default\nStartServers 1\n",
            folder.at("")
        );
        if !status.is_empty() {
            text += &format!("<Location /server-status>\nSetHandler server-status\n{status}\n</Location>\n");
        }
        folder.write("apache2.conf", &text);
        let configuration = folder.at("apache2.conf");
        let arguments = ["-d", &folder.at(""), "-f", &configuration, "-D", "FOREGROUND"];
        let _running = started(&program, &folder, &arguments, port);
        assert!(expect(port, "apache2", product, access).version.is_some());
    }
}
