//! A real Apache that runs one sample.

use std::path::Path;

use crate::running::{Running, certificate, files, program, write};
use crate::samples::Sample;

/// Modules of Debian's package that samples use; what is compiled in elsewhere is left out.
const MODULES: &[&str] = &[
    "mpm_event",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_host",
    "authz_user",
    "auth_basic",
    "alias",
    "autoindex",
    "dav",
    "dav_fs",
    "dir",
    "env",
    "headers",
    "proxy",
    "proxy_http",
    "rewrite",
    "setenvif",
    "socache_shmcb",
    "ssl",
    "status",
];

/// Starts it and waits until it answers.
pub fn start(sample: &Sample) -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_owned();
    files(&home);
    certificate(&home);
    open(&home);
    let shown = home.display().to_string();
    for (path, text) in &sample.files {
        write(&home.join(path), &here(text, &shown, sample));
    }
    let main = home.join("httpd.conf");
    write(&main, &whole(&shown, sample));
    let mut command = program(&["/usr/sbin/apache2", "/usr/sbin/httpd"], "apache2");
    // One process, which ends with the test: workers of a parent that is killed would keep the ports.
    command.arg("-X").arg("-d").arg(home.join("apache")).arg("-f").arg(&main);
    Running::start(&mut command, folder, sample.backend, &home.join("log"))
}

fn whole(home: &str, sample: &Sample) -> String {
    let modules = |name: &&str| Path::new(&format!("/usr/lib/apache2/modules/mod_{name}.so")).exists();
    let load = |name: &str| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let loads: String = MODULES.iter().copied().filter(|name| modules(name)).map(load).collect();
    let ports = [sample.http, sample.https, sample.backend].map(|port| format!("Listen 127.0.0.1:{port}\n")).concat();
    format!(
        "{loads}{ports}ServerName localhost\nUser www-data\nGroup www-data\nErrorLog {home}/log\nPidFile {home}/pid\n\
         DavLockDB {home}/lock\nSSLCertificateFile {home}/certificate.pem\nSSLCertificateKeyFile {home}/key.pem\n\
         <VirtualHost 127.0.0.1:{}>\nDocumentRoot {home}/srv/shop\n</VirtualHost>\n\
         Include {home}/{}\n",
        sample.backend, sample.files[0].0
    )
}

/// The sample with this machine's ports and folders; who is let in is another address than the one that asks.
fn here(text: &str, home: &str, sample: &Sample) -> String {
    let text = text.replace("*:80>", &format!("127.0.0.1:{}>", sample.http));
    let text = text.replace("*:443>", &format!("127.0.0.1:{}>", sample.https));
    let text = text.replace("/srv/", &format!("{home}/srv/"));
    let text = text.replace("Require ip 127.0.0.1", "Require ip 127.0.0.2");
    text.replace("http://127.0.0.1:8000", &format!("http://127.0.0.1:{}", sample.backend))
}

/// Lets the account in that the server runs as.
fn open(home: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for (folder, mode) in [(home.to_owned(), 0o755), (home.join("srv/shop/sub"), 0o777)] {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).expect("the folder is ours");
    }
}
