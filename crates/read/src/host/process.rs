//! What proc(5) says of a process: whose it is, what started it, which of its variables switch debugging on.

use std::net::SocketAddr;

/// What started a process, from its control group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// A unit of systemd.
    pub unit: Option<String>,
    /// A container: the first 12 characters of its id, or its name.
    pub container: Option<String>,
}

/// Reads `/proc/PID/cgroup`.
#[must_use]
pub fn origin(text: &str) -> Origin {
    let paths = text.lines().filter_map(|line| line.splitn(3, ':').nth(2)).filter(|path| *path != "/");
    let mut found = Origin::default();
    for path in paths {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        found.container = found.container.or_else(|| parts.clone().rev().find_map(container));
        found.unit = found.unit.or_else(|| parts.rfind(|part| is_unit(part)).map(str::to_owned));
    }
    found
}

fn is_unit(part: &str) -> bool {
    part.ends_with(".service") && !part.starts_with("user@")
}

/// `docker-0123….scope`, `libpod-0123….scope`, `cri-containerd-0123….scope`, `0123…`, `lxc.payload.name`.
fn container(part: &str) -> Option<String> {
    if let Some(name) = part.strip_prefix("lxc.payload.") {
        return Some(name.to_owned());
    }
    let id = part.strip_suffix(".scope").unwrap_or(part).rsplit('-').next()?;
    let is_id = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
    is_id.then(|| id[..12].to_owned())
}

/// The effective user of `/proc/PID/status`, and the name of the program.
#[must_use]
pub fn status(text: &str) -> Option<(u32, String)> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let uid = field("Uid")?.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some((uid, field("Name")?.trim().to_owned()))
}

/// A variable, and whether its value switches a mode of development on.
type Switch = (&'static str, fn(&str) -> bool);

/// Variables whose value switches a mode on that is for development.
const SWITCHES: &[Switch] = &[
    ("FLASK_DEBUG", is_on),
    ("FLASK_ENV", is_development),
    ("DJANGO_DEBUG", is_on),
    ("DEBUG", |value| matches!(value, "1" | "true" | "yes" | "on")),
    ("APP_DEBUG", is_on),
    ("WERKZEUG_DEBUG_PIN", |value| value == "off"),
    ("WERKZEUG_RUN_MAIN", is_on),
    ("STARLETTE_DEBUG", is_on),
    ("FASTAPI_DEBUG", is_on),
    ("NODE_ENV", is_development),
    ("RAILS_ENV", is_development),
    ("RACK_ENV", is_development),
    ("APP_ENV", |value| is_development(value) || value == "local"),
    ("ASPNETCORE_ENVIRONMENT", is_development),
];

fn is_on(value: &str) -> bool {
    !matches!(value, "" | "0" | "false" | "f" | "no" | "n" | "off")
}

fn is_development(value: &str) -> bool {
    matches!(value, "development" | "dev")
}

/// Names of the variables in `/proc/PID/environ`, sorted, and of those that switch debugging on. No value is kept.
#[must_use]
pub fn variables(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let pairs = bytes.split(|b| *b == 0).filter_map(|pair| {
        let at = pair.iter().position(|b| *b == b'=')?;
        Some((String::from_utf8_lossy(&pair[..at]).into_owned(), &pair[at + 1..]))
    });
    let (mut names, mut on) = (Vec::new(), Vec::new());
    for (name, value) in pairs.filter(|(name, _)| !name.is_empty()) {
        let switch = SWITCHES.iter().find(|(known, _)| *known == name);
        let value = String::from_utf8_lossy(value).trim().to_ascii_lowercase();
        if switch.is_some_and(|(_, is_set)| is_set(&value)) {
            on.push(name.clone());
        }
        names.push(name);
    }
    for list in [&mut names, &mut on] {
        list.sort();
        list.dedup();
    }
    (names, on)
}

/// Programs and libraries that a process runs and that were replaced on the disk since: an update does not reach it
/// before it starts again. Reads `/proc/PID/maps`.
#[must_use]
pub fn replaced(maps: &str) -> Vec<String> {
    let code = |line: &str| {
        let (front, rest) = line.split_once('/')?;
        let path = format!("/{}", rest.strip_suffix(" (deleted)")?);
        let runs = front.split_ascii_whitespace().nth(1)?.contains('x');
        let installed = ["/usr/", "/lib", "/bin/", "/sbin/", "/opt/"].iter().any(|start| path.starts_with(start));
        (runs && installed).then_some(path)
    };
    let mut all: Vec<String> = maps.lines().filter_map(code).collect();
    all.sort();
    all.dedup();
    all
}

/// The port of a container that `docker-proxy` hands connections on to, by its command line.
#[must_use]
pub fn container_of_proxy(command: &str) -> Option<SocketAddr> {
    let after = |name: &str| {
        let mut words = command.split(' ');
        words.find(|word| *word == name)?;
        words.next()
    };
    Some(SocketAddr::new(after("-container-ip")?.parse().ok()?, after("-container-port")?.parse().ok()?))
}

/// All capabilities that a kernel of 2011 had; later ones are few, and not every kernel has them.
const EVERY_CAPABILITY: u64 = (1 << 37) - 1;

/// What a process in a container may do beyond it: give orders to what runs containers, or all that root may. Reads
/// `/proc/PID/mountinfo` and `/proc/PID/status`.
#[must_use]
pub fn powers(mountinfo: &str, status: &str) -> Vec<String> {
    let sockets = ["/docker.sock", "/containerd.sock", "/podman.sock", "/crio.sock"];
    let mounts = |line: &str| line.split(' ').nth(4).is_some_and(|at| sockets.iter().any(|end| at.ends_with(end)));
    let capabilities = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let all = capabilities.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok());
    let mut powers = Vec::new();
    if mountinfo.lines().any(mounts) {
        powers.push("docker-socket".to_owned());
    }
    if all.is_some_and(|own| own & EVERY_CAPABILITY == EVERY_CAPABILITY) {
        powers.push("every-capability".to_owned());
    }
    powers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_control_group_names_the_unit_and_the_container() {
        let id = "0123456789abcdef".repeat(4);
        let table = [
            ("0::/system.slice/redis-server.service\n".to_owned(), Some("redis-server.service"), None),
            (format!("0::/system.slice/docker-{id}.scope\n"), None, Some("0123456789ab")),
            (format!("12:pids:/docker/{id}\n0::/\n"), None, Some("0123456789ab")),
            (format!("0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-{id}.scope"), None, Some("0123456789ab")),
            (
                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service".into(),
                Some("shop.service"),
                None,
            ),
            ("0::/lxc.payload.web/init.scope".into(), None, Some("web")),
            ("0::/\n".into(), None, None),
            ("nonsense".into(), None, None),
        ];
        for (text, unit, container) in table {
            let expected = Origin { unit: unit.map(Into::into), container: container.map(Into::into) };
            assert_eq!(origin(&text), expected, "{text}");
        }
    }

    #[test]
    fn variables_are_told_by_name_and_never_by_value() {
        let (names, on) = variables(
            b"PATH=/bin\0SECRET_KEY=hunter2\0FLASK_DEBUG=1\0NODE_ENV=production\0DEBUG=express:*\0broken\0=x\0",
        );
        assert_eq!(names, ["DEBUG", "FLASK_DEBUG", "NODE_ENV", "PATH", "SECRET_KEY"]);
        assert_eq!(on, ["FLASK_DEBUG"]);
    }

    #[test]
    fn the_status_names_the_effective_user() {
        assert_eq!(status("Name:\tredis-server\nUid:\t0\t106\t106\t106\n"), Some((106, "redis-server".into())));
        assert_eq!(status("Name:\tx\n"), None);
    }

    #[test]
    fn code_that_is_gone_from_the_disk_is_named() {
        let maps = "7f00-7f10 r-xp 00000000 08:01 12 /usr/lib/libssl.so.3 (deleted)\n\
                    7f10-7f20 r--p 00000000 08:01 12 /usr/lib/libssl.so.3 (deleted)\n\
                    7f20-7f30 r-xp 00000000 08:01 13 /usr/lib/libc.so.6\n\
                    7f30-7f40 rwxs 00000000 00:01 14 /memfd:jit (deleted)\n\
                    7f40-7f50 r-xp 00000000 00:00 0\n";
        assert_eq!(replaced(maps), ["/usr/lib/libssl.so.3"]);
    }

    #[test]
    fn the_proxy_of_docker_names_the_port_of_its_container() {
        let command = "/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 15432 -container-ip 172.17.0.2 -container-port 5432";
        assert_eq!(container_of_proxy(command), "172.17.0.2:5432".parse().ok());
        assert_eq!(container_of_proxy("docker-proxy -container-ip"), None);
    }

    #[test]
    fn what_reaches_out_of_a_container_is_told() {
        let mounts = "36 35 0:22 /docker.sock /var/run/docker.sock rw - tmpfs tmpfs rw\n";
        assert_eq!(powers(mounts, "CapEff:\t000001ffffffffff\n"), ["docker-socket", "every-capability"]);
        assert!(powers("36 35 0:22 / /run rw - tmpfs tmpfs rw\n", "CapEff:\t00000000a80425fb\n").is_empty());
    }
}
