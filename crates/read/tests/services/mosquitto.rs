//! mosquitto.conf, by a broker that somebody without a name connects to.

use sneck_model::{Key, Value};

use crate::programs::{Folder, Program, ask, connect, free_port, wait};
use crate::sneck::{Tally, facts};

/// `PORT` and `OTHER` are two ports; the address is that of this machine.
const SAMPLES: &[&str] = &[
    "listener PORT 127.0.0.1\n",
    "listener PORT 127.0.0.1\nallow_anonymous true\n",
    "listener PORT 127.0.0.1\nallow_anonymous false\n",
    "allow_anonymous true\nlistener PORT 127.0.0.1\n",
    "listener PORT 127.0.0.1\nlistener OTHER 127.0.0.1\nallow_anonymous true\n",
    "per_listener_settings true\nlistener PORT 127.0.0.1\nlistener OTHER 127.0.0.1\nallow_anonymous true\n",
    "per_listener_settings true\nlistener PORT 127.0.0.1\nallow_anonymous true\nlistener OTHER 127.0.0.1\n",
    "per_listener_settings true\nlistener PORT 127.0.0.1\nlistener OTHER 127.0.0.1\nallow_anonymous false\n",
    "listener PORT 127.0.0.1\nallow_anonymous true\nallow_anonymous false\n",
    "# allow_anonymous true\nlistener PORT 127.0.0.1\npersistence false\n",
    "listener PORT 127.0.0.1\npassword_file users\n",
    "listener PORT 127.0.0.1\npassword_file users\nallow_anonymous true\n",
    "bind_address 127.0.0.1\nport PORT\n",
    "bind_address 127.0.0.1\nport PORT\nallow_anonymous true\n",
];

#[test]
fn mosquitto_lets_in_whom_sneck_says_it_does() {
    let program = Program::find("mosquitto");
    let mut tally = Tally::default();
    for sample in SAMPLES {
        let (port, other) = (free_port(), free_port());
        let text = sample.replace("PORT", &port.to_string()).replace("OTHER", &other.to_string());
        let folder = Folder::of(&[("mosquitto.conf", &text), ("users", "")]);
        let mut running = program.start(&folder, &["-c", "mosquitto.conf"]);
        let facts = facts(&[("mosquitto.conf", &text)]);
        for number in [port, other].iter().filter(|number| text.contains(&number.to_string())) {
            let mut stream = wait(&mut running, &folder, || connect(*number));
            // CONNECT of MQTT 3.1.1 with a clean session and no name.
            let answer = ask(&mut stream, b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00");
            let open = answer.as_bytes().get(3) == Some(&0);
            let of_port = facts.settings_of(Key::SERVICE_PORT).find(|s| s.value == Value::Int(i64::from(*number)));
            let of_port = of_port.unwrap_or_else(|| panic!("{sample}: {number} is not known"));
            let asks = facts.setting(&of_port.component, of_port.standing, Key::SERVICE_AUTHENTICATION);
            let read = asks.is_some_and(|asks| asks.value == Value::Bool(false));
            tally.same(sample, "lets in who gives no name", &open.to_string(), &read.to_string());
        }
    }
    tally.end(18);
}
