#ifndef CCurl_H
#define CCurl_H

#include <curl/curl.h>

// libcurl's options go through variadic functions, which Swift cannot call. There is one function here for each C type an option
// can have, so that the compiler checks what is passed. They may go when Swift imports variadic C functions.

CURLcode CCurl_global_init(void);

CURLcode CCurl_setopt_long(CURL *easy, CURLoption option, long value);
CURLcode CCurl_setopt_off_t(CURL *easy, CURLoption option, curl_off_t value);
CURLcode CCurl_setopt_string(CURL *easy, CURLoption option, const char *value);
/// The memory must outlive the transfer: for POSTFIELDS, ERRORBUFFER, SHARE and the …DATA options.
CURLcode CCurl_setopt_pointer(CURL *easy, CURLoption option, void *value);
CURLcode CCurl_setopt_slist(CURL *easy, CURLoption option, struct curl_slist *value);
/// WRITEFUNCTION and HEADERFUNCTION.
CURLcode CCurl_setopt_receiver(CURL *easy, CURLoption option, curl_write_callback value);
CURLcode CCurl_setopt_prereq(CURL *easy, curl_prereq_callback value);

CURLcode CCurl_getinfo_long(CURL *easy, CURLINFO info, long *value);

CURLMcode CCurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value);
CURLSHcode CCurl_share_setopt_lock_data(CURLSH *share, curl_lock_data data);

/// The next finished transfer of a multi handle: its easy handle and its result; NULL when there is none.
CURL *CCurl_multi_next_done(CURLM *multi, CURLcode *result);

#endif
