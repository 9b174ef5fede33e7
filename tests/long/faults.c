// What makes a database's files fail like a bad disk's: preloaded into the program, for the files below FAULTS_FOLDER, as
// long as there is a file `fsync` or `readonly` in FAULTS_SWITCHES.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static int is_on(const char *name) {
  const char *folder = getenv("FAULTS_SWITCHES");
  char path[4096];
  if (!folder) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  int before = errno, found = access(path, F_OK) == 0;
  errno = before;
  return found;
}

static int is_below(const char *path) {
  const char *folder = getenv("FAULTS_FOLDER");
  return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_ours(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int before = errno;
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_IF(condition, error, value) if (condition) { errno = error; return value; }
#define NO_SYNC(fd) FAIL_IF(is_on("fsync") && is_ours(fd), EIO, -1)
#define NO_WRITE(fd) FAIL_IF(is_on("readonly") && is_ours(fd), EROFS, -1)

int fsync(int fd) { NO_SYNC(fd) return REAL(fsync)(fd); }
int fdatasync(int fd) { NO_SYNC(fd) return REAL(fdatasync)(fd); }
int msync(void *at, size_t length, int flags) { FAIL_IF(is_on("fsync"), EIO, -1) return REAL(msync)(at, length, flags); }
ssize_t write(int fd, const void *bytes, size_t length) { NO_WRITE(fd) return REAL(write)(fd, bytes, length); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { NO_WRITE(fd) return REAL(pwrite)(fd, bytes, length, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) { NO_WRITE(fd) return REAL(pwrite64)(fd, bytes, length, at); }
int ftruncate(int fd, off_t length) { NO_WRITE(fd) return REAL(ftruncate)(fd, length); }
int ftruncate64(int fd, off64_t length) { NO_WRITE(fd) return REAL(ftruncate64)(fd, length); }
int posix_fallocate(int fd, off_t at, off_t length) { if (is_on("readonly") && is_ours(fd)) return EROFS; return REAL(posix_fallocate)(fd, at, length); }
int unlink(const char *path) { FAIL_IF(is_on("readonly") && is_below(path), EROFS, -1) return REAL(unlink)(path); }
