// dlopen and its kin, answered by the loader (runtime/loader), which places side modules itself.
// CPython's import system and packages (NumPy, ctypes) call these by their usual names.

#include <stdint.h>
#include <stdlib.h>

#define KELP_IMPORT(name) __attribute__((import_module("kelp"), import_name(name)))
#define PUBLIC __attribute__((used, visibility("default")))

KELP_IMPORT("dl_open") extern int kelp_dl_open(const char* path, int flags);
KELP_IMPORT("dl_sym") extern void* kelp_dl_sym(int handle, const char* name);
KELP_IMPORT("dl_error") extern char* kelp_dl_error(void);
KELP_IMPORT("dl_close") extern int kelp_dl_close(int handle);

// `path` null asks for the main module. Null result: see dlerror.
PUBLIC void* dlopen(const char* path, int flags) { return (void*)(intptr_t)kelp_dl_open(path, flags); }

// RTLD_DEFAULT is a null handle: every symbol of the main module and of libraries opened globally.
PUBLIC void* dlsym(void* restrict handle, const char* restrict name) {
  return kelp_dl_sym((int)(intptr_t)handle, name);
}

PUBLIC int dlclose(void* handle) { return kelp_dl_close((int)(intptr_t)handle); }

// The text of the last failure, once; it stays valid until the next call.
PUBLIC char* dlerror(void) {
  static char* last;
  free(last);
  last = kelp_dl_error();
  return last;
}
