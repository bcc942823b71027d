<?php
require '/usr/share/php/Illuminate/Encryption/autoload.php';
use Illuminate\Encryption\Encrypter;
function say($key, $value) { echo json_encode(["format"=>"Laravel cookie","name"=>"laravel_session","value"=>$value,"signature"=>null,"key"=>$key,"bytes"=>false]), "\n"; }
foreach (["aes-256-cbc"=>32,"aes-128-cbc"=>16,"aes-256-gcm"=>32,"aes-128-gcm"=>16] as $cipher=>$n) {
  $raw = substr("SomeRandomKey!!!SomeRandomKey!!!", 0, $n);
  try {
  $e = new Encrypter($raw, $cipher);
  say($raw, urlencode($e->encrypt("session", false)));
  say("base64:".base64_encode($raw), urlencode($e->encrypt("session", false)));
  } catch (Throwable $t) { fwrite(STDERR, "$cipher: ".$t->getMessage()."\n"); }
}
