#include "COpenSSL.h"

#include <limits.h>
#include <string.h>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

_Static_assert(EVP_MAX_MD_SIZE >= COpenSSL_sha256_size, "a SHA-256 digest fits every EVP buffer");

const char *COpenSSL_version(void) { return OpenSSL_version(OPENSSL_VERSION); }

int COpenSSL_sha1(const uint8_t *bytes, size_t count, uint8_t out[20]) {
    unsigned int written = 0;
    return EVP_Digest(bytes, count, out, &written, EVP_sha1(), NULL) == 1 && written == 20;
}

int COpenSSL_sha256(const uint8_t *bytes, size_t count, uint8_t out[32]) {
    unsigned int written = 0;
    return EVP_Digest(bytes, count, out, &written, EVP_sha256(), NULL) == 1 && written == 32;
}

int COpenSSL_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t out[32]) {
    static const uint8_t none[1] = {0};
    unsigned int written = 0;
    if (key_count > INT_MAX) return 0;
    // A null key means "the key of the last call" to OpenSSL, an empty one does not.
    const uint8_t *given = key_count == 0 ? none : key;
    return HMAC(EVP_sha256(), given, (int)key_count, count == 0 ? none : bytes, count, out, &written) != NULL
        && written == 32;
}

int COpenSSL_base64(const uint8_t *bytes, size_t count, uint8_t *out) {
    if (count > INT_MAX / 2) return 0;
    return EVP_EncodeBlock(out, bytes, (int)count) == (int)((count + 2) / 3 * 4);
}

int COpenSSL_random(uint8_t *out, size_t count) {
    if (count > INT_MAX) return 0;
    return count == 0 || RAND_bytes(out, (int)count) == 1;
}

int COpenSSL_equal(const uint8_t *a, const uint8_t *b, size_t count) {
    return count == 0 || CRYPTO_memcmp(a, b, count) == 0;
}

void COpenSSL_cleanse(uint8_t *bytes, size_t count) { OPENSSL_cleanse(bytes, count); }

// MARK: Ed25519

static EVP_PKEY *private_pkey(const uint8_t private_key[32]) {
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, 32);
}

static EVP_PKEY *public_pkey(const uint8_t public_key[32]) {
    return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, 32);
}

/// Frees the key, empties OpenSSL's error queue of this thread and hands the result through.
static int finish(EVP_PKEY *key, int succeeded) {
    EVP_PKEY_free(key);
    ERR_clear_error();
    return succeeded;
}

int COpenSSL_ed25519_generate(uint8_t private_key[32]) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    size_t size = 32;
    return finish(key, key != NULL && EVP_PKEY_get_raw_private_key(key, private_key, &size) == 1 && size == 32);
}

int COpenSSL_ed25519_public(const uint8_t private_key[32], uint8_t public_key[32]) {
    EVP_PKEY *key = private_pkey(private_key);
    size_t size = 32;
    return finish(key, key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &size) == 1 && size == 32);
}

int COpenSSL_ed25519_sign(
    const uint8_t private_key[32], const uint8_t *bytes, size_t count, uint8_t signature[64]) {
    EVP_PKEY *key = private_pkey(private_key);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = 64;
    int succeeded = key != NULL && context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestSign(context, signature, &size, bytes, count) == 1 && size == 64;
    EVP_MD_CTX_free(context);
    return finish(key, succeeded);
}

int COpenSSL_ed25519_verify(
    const uint8_t public_key[32], const uint8_t *bytes, size_t count, const uint8_t signature[64]) {
    EVP_PKEY *key = public_pkey(public_key);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int succeeded = key != NULL && context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1
        && EVP_DigestVerify(context, signature, 64, bytes, count) == 1;
    EVP_MD_CTX_free(context);
    return finish(key, succeeded);
}

static int copy_out(BIO *bio, uint8_t *out, size_t *count) {
    char *text = NULL;
    long length = BIO_get_mem_data(bio, &text);
    if (length <= 0 || (size_t)length > *count) return 0;
    memcpy(out, text, (size_t)length);
    *count = (size_t)length;
    return 1;
}

int COpenSSL_ed25519_private_pem(const uint8_t private_key[32], uint8_t *out, size_t *count) {
    EVP_PKEY *key = private_pkey(private_key);
    BIO *bio = BIO_new(BIO_s_secmem());
    int succeeded = key != NULL && bio != NULL
        && PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 && copy_out(bio, out, count);
    BIO_free(bio);
    return finish(key, succeeded);
}

int COpenSSL_ed25519_public_pem(const uint8_t public_key[32], uint8_t *out, size_t *count) {
    EVP_PKEY *key = public_pkey(public_key);
    BIO *bio = BIO_new(BIO_s_mem());
    int succeeded
        = key != NULL && bio != NULL && PEM_write_bio_PUBKEY(bio, key) == 1 && copy_out(bio, out, count);
    BIO_free(bio);
    return finish(key, succeeded);
}

/// An encrypted key is refused rather than asked for on the terminal, which is OpenSSL's default.
static int no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

int COpenSSL_ed25519_private_from_pem(const uint8_t *pem, size_t count, uint8_t private_key[32]) {
    if (count > INT_MAX) return 0;
    BIO *bio = BIO_new_mem_buf(pem, (int)count);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    size_t size = 32;
    int succeeded = key != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519
        && EVP_PKEY_get_raw_private_key(key, private_key, &size) == 1 && size == 32;
    BIO_free(bio);
    return finish(key, succeeded);
}

int COpenSSL_ed25519_public_from_pem(const uint8_t *pem, size_t count, uint8_t public_key[32]) {
    if (count > INT_MAX) return 0;
    BIO *bio = BIO_new_mem_buf(pem, (int)count);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    size_t size = 32;
    int succeeded = key != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519
        && EVP_PKEY_get_raw_public_key(key, public_key, &size) == 1 && size == 32;
    BIO_free(bio);
    return finish(key, succeeded);
}
