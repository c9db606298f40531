#pragma once
#include <libwebsockets.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

/* What Swift cannot express of libwebsockets 4.1: option macros, the size of the room in front of
 * an outgoing frame, and a creation structure with conditional members. */

static inline size_t zkl_lws_room(void) { return LWS_PRE; }

static inline void zkl_lws_log_errors_only(void) { lws_set_log_level(LLL_ERR, NULL); }

/* `address` NULL listens on every IPv4 address; `port` -1 makes a context for clients only.
 * Accepted connections are plain streams: the protocols of a server are its user's.
 * `protocols` and `policy` stay with the caller for the life of the context. */
static inline struct lws_context *zkl_lws_create(const char *address, int port, int with_tls,
                                                 const struct lws_protocols *protocols,
                                                 const lws_retry_bo_t *policy, void *user,
                                                 int handshake_seconds) {
    struct lws_context_creation_info info;
    memset(&info, 0, sizeof info);
    info.iface = address;
    info.port = port < 0 ? CONTEXT_PORT_NO_LISTEN : port;
    info.protocols = protocols;
    info.user = user;
    info.timeout_secs = (unsigned int)handshake_seconds;
    info.timeout_secs_ah_idle = (unsigned int)handshake_seconds;
    info.pt_serv_buf_size = 1 << 16;
    info.max_http_header_data = 1 << 13;
    info.gid = (gid_t)-1;
    info.uid = (uid_t)-1;
    info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_DISABLE_IPV6;
    if (port < 0) {
        info.retry_and_idle_policy = policy;
    } else {
        info.options |= LWS_SERVER_OPTION_ADOPT_APPLY_LISTEN_ACCEPT_CONFIG;
        info.listen_accept_role = "raw-skt";
        info.listen_accept_protocol = protocols[0].name;
    }
    if (with_tls) info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    return lws_create_context(&info);
}

static inline size_t zkl_address_length(void) { return INET_ADDRSTRLEN; }

/* Writes the IPv4 address of a socket's peer, empty if it has none. */
static inline void zkl_peer_address(int descriptor, char *text) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    text[0] = 0;
    if (getpeername(descriptor, (struct sockaddr *)&peer, &size) == 0 && peer.sin_family == AF_INET)
        inet_ntop(AF_INET, &peer.sin_addr, text, INET_ADDRSTRLEN);
}

static inline int zkl_lws_listen_port(struct lws_context *context) {
    struct lws_vhost *host = lws_get_vhost_by_name(context, "default");
    return host ? lws_get_vhost_listen_port(host) : -1;
}

static inline struct lws *zkl_lws_connect(struct lws_context *context, const char *host, int port,
                                          const char *path, int with_tls, const char *protocol,
                                          const lws_retry_bo_t *policy, void *owner) {
    struct lws_client_connect_info info;
    memset(&info, 0, sizeof info);
    info.context = context;
    info.address = host;
    info.host = host;
    info.origin = host;
    info.port = port;
    info.path = path;
    info.ssl_connection = with_tls ? LCCSCF_USE_SSL : 0;
    info.local_protocol_name = protocol;
    info.retry_and_idle_policy = policy;
    info.opaque_user_data = owner;
    info.ietf_version_or_minus_one = -1;
    return lws_client_connect_via_info(&info);
}
