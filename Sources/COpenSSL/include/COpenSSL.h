#ifndef COpenSSL_H
#define COpenSSL_H

#include <stddef.h>
#include <stdint.h>

// The few OpenSSL 3 operations the program needs, one C function each, so that no OpenSSL type or macro (EVP_MD_CTX, BIO,
// EVP_PKEY) crosses into Swift. Every function that can fail returns 1 for success and 0 for failure, as EVP itself does.

enum {
    COpenSSL_sha256_size = 32,
    COpenSSL_ed25519_key_size = 32,
    COpenSSL_ed25519_signature_size = 64,
};

const char *COpenSSL_version(void);

int COpenSSL_sha1(const uint8_t *bytes, size_t count, uint8_t out[20]);
int COpenSSL_sha256(const uint8_t *bytes, size_t count, uint8_t out[32]);
int COpenSSL_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t out[32]);
/// Base64 (RFC 4648, padded, one line). `out` has room for 4 characters for every 3 bytes begun, and 1 more.
int COpenSSL_base64(const uint8_t *bytes, size_t count, uint8_t *out);
int COpenSSL_random(uint8_t *out, size_t count);
/// 1 when the bytes are equal, in a time that depends on `count` alone.
int COpenSSL_equal(const uint8_t *a, const uint8_t *b, size_t count);
void COpenSSL_cleanse(uint8_t *bytes, size_t count);

int COpenSSL_ed25519_generate(uint8_t private_key[32]);
int COpenSSL_ed25519_public(const uint8_t private_key[32], uint8_t public_key[32]);
int COpenSSL_ed25519_sign(
    const uint8_t private_key[32], const uint8_t *bytes, size_t count, uint8_t signature[64]);
/// 1 only when the signature is right; a malformed key or signature is 0 as well.
int COpenSSL_ed25519_verify(
    const uint8_t public_key[32], const uint8_t *bytes, size_t count, const uint8_t signature[64]);

/// PEM in and out (PKCS #8 without a passphrase; SubjectPublicKeyInfo). `*count` is the room of `out` on the way in and the
/// length written on the way out; no terminating zero is written.
int COpenSSL_ed25519_private_pem(const uint8_t private_key[32], uint8_t *out, size_t *count);
int COpenSSL_ed25519_public_pem(const uint8_t public_key[32], uint8_t *out, size_t *count);
int COpenSSL_ed25519_private_from_pem(const uint8_t *pem, size_t count, uint8_t private_key[32]);
int COpenSSL_ed25519_public_from_pem(const uint8_t *pem, size_t count, uint8_t public_key[32]);

#endif
