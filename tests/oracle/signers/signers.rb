# Prints cookies that ActiveSupport and Rack made, one JSON object a line, as signers.py does. Tests do not run it: what
# it printed with Debian 12's ruby-activesupport and ruby-rack, and rack-session 2.1 beside them, is kept in
# crates/keys/tests/real/recorded.jsonl, and so is what signers.php printed with php-illuminate-encryption.
require "active_support"
require "active_support/message_verifier"
require "active_support/message_encryptor"
require "active_support/key_generator"
require "rack"
require "rack/session/cookie"
require "rack/session/encryptor"
require "json"

def say(format, name, value, key)
  puts JSON.generate(format: format, name: name, value: value, signature: nil, key: key, bytes: false)
end

LONG = "0123456789abcdef" * 8
["secret", LONG].each do |secret|
  [OpenSSL::Digest::SHA1, OpenSSL::Digest::SHA256].each do |digest|
    ActiveSupport::KeyGenerator.hash_digest_class = digest if ActiveSupport::KeyGenerator.respond_to?(:hash_digest_class=)
    keys = ActiveSupport::KeyGenerator.new(secret, iterations: 1000)
    derive = ->(salt, length) do
      next keys.generate_key(salt, length) if digest == OpenSSL::Digest::SHA1
      OpenSSL::KDF.pbkdf2_hmac(secret, salt: salt, iterations: 1000, length: length, hash: digest.new)
    end
    signed = ActiveSupport::MessageVerifier.new(derive.("signed cookie", 64), serializer: JSON)
    say("Rails signed cookie", "user", Rack::Utils.escape(signed.generate("7")), secret)
    cbc = ActiveSupport::MessageEncryptor.new(
      derive.("encrypted cookie", 32), derive.("signed encrypted cookie", 64), cipher: "aes-256-cbc", serializer: JSON)
    say("Rails session (encrypted with CBC)", "_shop_session", Rack::Utils.escape(cbc.encrypt_and_sign({ user: 7 })), secret)
    gcm = ActiveSupport::MessageEncryptor.new(
      derive.("authenticated encrypted cookie", 32), cipher: "aes-256-gcm", serializer: JSON)
    say("Rails session (encrypted with GCM)", "_shop_session", Rack::Utils.escape(gcm.encrypt_and_sign({ user: 7 })), secret)
  end
  app = ->(env) { env["rack.session"]["user"] = 7; [200, {}, [""]] }
  _, headers, = Rack::Session::Cookie.new(app, secret: secret).call(Rack::MockRequest.env_for("http://app.test/"))
  say("Rack session", "rack.session", headers["Set-Cookie"].split(";")[0].split("=", 2)[1], secret)
end

[[:v1, nil], [:v1, "rack.session"], [:v2, nil], [:v2, "shop.session"]].each do |mode, purpose|
  encryptor = Rack::Session::Encryptor.new(LONG, mode: mode, purpose: purpose)
  say("Rack session (encrypted)", purpose || "rack.session", encryptor.encrypt({ "user" => 7 }), LONG)
end
