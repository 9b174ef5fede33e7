// A disk that takes longer to sync: preloaded into a program, each sync takes SYNC_MICROSECONDS more.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
  const char *microseconds = getenv("SYNC_MICROSECONDS");
  if (microseconds) usleep((useconds_t)atoi(microseconds));
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
int fsync(int fd) { wait_for_the_disk(); return REAL(fsync)(fd); }
int fdatasync(int fd) { wait_for_the_disk(); return REAL(fdatasync)(fd); }
