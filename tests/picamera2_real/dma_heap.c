/* Stands in for the kernel's DMA heaps where there are none: buffers are memory files.
 *
 * Loaded before the C library (LD_PRELOAD) by tests/picamera2_real, so that the real libcamera
 * and the real picamera2 can pass frames on a machine without a camera and without /dev/dma_heap.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static const char folder[] = "/dev/dma_heap/";

typedef int open_function(const char *, int, ...);
typedef int ioctl_function(int, unsigned long, ...);

static int opened(const char *name, const char *path, int flags, unsigned int mode)
{
	if (!strncmp(path, folder, sizeof(folder) - 1))
		path = "/dev/null";
	return ((open_function *)dlsym(RTLD_NEXT, name))(path, flags, mode);
}

#define OPENING(function)                                                    \
	int function(const char *path, int flags, ...)                       \
	{                                                                    \
		va_list rest;                                                \
		va_start(rest, flags);                                       \
		unsigned int mode = va_arg(rest, unsigned int);              \
		va_end(rest);                                                \
		return opened(#function, path, flags, mode);                 \
	}
OPENING(open)
OPENING(open64)

static int allocated(struct dma_heap_allocation_data *wanted)
{
	int fd = memfd_create("dma-buf", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)wanted->len) < 0)
		return -1;
	wanted->fd = (unsigned int)fd;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list rest;
	va_start(rest, request);
	void *argument = va_arg(rest, void *);
	va_end(rest);
	if (request == DMA_HEAP_IOCTL_ALLOC)
		return allocated(argument);
	if (_IOC_TYPE(request) == DMA_BUF_BASE)
		return 0; /* memory needs no synchronising, and its name is of no use */
	return ((ioctl_function *)dlsym(RTLD_NEXT, "ioctl"))(fd, request, argument);
}
