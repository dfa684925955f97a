/* The least a server can do: whoever sends a message has it repeated to everybody else, one send() each.
   A message is four bytes of length (little endian) and that many bytes; only these are repeated. */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 20000
#define LARGEST 65536

static int sockets[MOST], count;

static void repeat_to_all(int speaker, const char *bytes, size_t size) {
    for (int i = 0; i < count; i++)
        if (sockets[i] != speaker && send(sockets[i], bytes, size, MSG_NOSIGNAL) < 0)
            perror("send");
}

int main(void) {
    int listening = socket(AF_INET, SOCK_STREAM, 0), one = 1, poll = epoll_create1(0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    static char held[LARGEST + 4];
    size_t have = 0;
    bind(listening, (struct sockaddr *)&at, sizeof at);
    listen(listening, 4096);
    getsockname(listening, (struct sockaddr *)&at, &size);
    printf("ready %d\n", ntohs(at.sin_port));
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listening}, events[64];
    epoll_ctl(poll, EPOLL_CTL_ADD, listening, &event);
    for (;;) {
        int found = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < found; i++) {
            int fd = events[i].data.fd;
            if (fd == listening) {
                int made = accept(listening, NULL, NULL);
                setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                sockets[count++] = made;
                event.events = EPOLLIN;
                event.data.fd = made;
                epoll_ctl(poll, EPOLL_CTL_ADD, made, &event);
                continue;
            }
            ssize_t got = recv(fd, held + have, sizeof held - have, 0);
            if (got <= 0) {
                epoll_ctl(poll, EPOLL_CTL_DEL, fd, NULL);
                continue;
            }
            have += got;
            for (unsigned length; have >= 4 && (memcpy(&length, held, 4), have >= 4 + length);) {
                repeat_to_all(fd, held + 4, length);
                memmove(held, held + 4 + length, have -= 4 + length);
            }
        }
    }
}
