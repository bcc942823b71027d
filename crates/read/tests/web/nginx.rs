//! A real nginx that runs all samples at once.

use std::path::Path;

use crate::running::{Running, certificate, files, program, write};
use crate::samples::Sample;

/// Starts it and waits until it answers.
pub fn start(samples: &[Sample], backend: u16) -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_owned();
    files(&home);
    certificate(&home);
    let configuration = home.join("nginx.conf");
    write(&configuration, &whole(&home, samples, backend));
    let mut command = program(&["/usr/sbin/nginx", "/usr/local/sbin/nginx"], "nginx");
    command.args(["-p".as_ref(), home.as_os_str(), "-c".as_ref(), configuration.as_os_str()]).args([
        "-e",
        "error.log",
        "-g",
        "daemon off; master_process off;",
    ]);
    Running::start(&mut command, folder, backend, &home.join("error.log"))
}

fn whole(home: &Path, samples: &[Sample], backend: u16) -> String {
    let folder = home.display();
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {folder}/{name};\n"));
    let servers: String = samples.iter().map(|sample| running(&folder.to_string(), sample, backend)).collect();
    format!(
        "user root;\npid {folder}/pid;\nworker_rlimit_nofile 1024;\nevents {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{}ssl_certificate {folder}/certificate.pem;\n\
         ssl_certificate_key {folder}/key.pem;\nserver {{ listen 127.0.0.1:{backend}; location / {{ return 200 \"host=$http_host\"; }} }}\n\
         {servers}}}\n",
        temporary.concat()
    )
}

/// The sample with this machine's ports and folders; who is let in is another address than the one that asks.
fn running(folder: &str, sample: &Sample, backend: u16) -> String {
    let text = sample.text().replace("listen 80;", &format!("listen 127.0.0.1:{};", sample.http));
    let text = text.replace("listen 443 ssl;", &format!("listen 127.0.0.1:{} ssl;", sample.https));
    let text = text.replace("/srv/", &format!("{folder}/srv/"));
    let text = text.replace("allow 127.0.0.1;", "allow 127.0.0.2;");
    text.replace("http://127.0.0.1:8000", &format!("http://127.0.0.1:{backend}"))
}
