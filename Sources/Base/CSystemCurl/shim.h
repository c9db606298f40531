#pragma once
#include <curl/curl.h>
#include <stddef.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: each use that we
 * make of them is a function here. The parentheses avoid the type-checking macros. */

static inline CURLcode zkl_curl_prepare(void) {
    return curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* No redirects, no proxy from the environment, no signals, HTTP and HTTPS only. */
static inline void zkl_curl_configure(CURL *handle, const char *url, struct curl_slist *headers,
                                      long timeout_ms, long connect_timeout_ms) {
    (curl_easy_setopt)(handle, CURLOPT_URL, url);
    (curl_easy_setopt)(handle, CURLOPT_HTTPHEADER, headers);
    (curl_easy_setopt)(handle, CURLOPT_TIMEOUT_MS, timeout_ms);
    (curl_easy_setopt)(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    (curl_easy_setopt)(handle, CURLOPT_NOSIGNAL, 1L);
    (curl_easy_setopt)(handle, CURLOPT_FOLLOWLOCATION, 0L);
    (curl_easy_setopt)(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    (curl_easy_setopt)(handle, CURLOPT_PROXY, "");
    (curl_easy_setopt)(handle, CURLOPT_TCP_KEEPALIVE, 1L);
}

static inline void zkl_curl_receive(CURL *handle, curl_write_callback receive, void *context) {
    (curl_easy_setopt)(handle, CURLOPT_WRITEFUNCTION, receive);
    (curl_easy_setopt)(handle, CURLOPT_WRITEDATA, context);
}

/* `body` stays with the caller until the exchange is over. */
static inline void zkl_curl_post(CURL *handle, const void *body, size_t count) {
    (curl_easy_setopt)(handle, CURLOPT_POST, 1L);
    (curl_easy_setopt)(handle, CURLOPT_POSTFIELDS, body ? body : "");
    (curl_easy_setopt)(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
}

static inline long zkl_curl_status(CURL *handle) {
    long status = 0;
    (curl_easy_getinfo)(handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static inline const char *zkl_curl_content_type(CURL *handle) {
    char *type = NULL;
    (curl_easy_getinfo)(handle, CURLINFO_CONTENT_TYPE, &type);
    return type;
}
