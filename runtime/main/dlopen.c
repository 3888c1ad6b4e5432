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

// The C library keeps the text that dlerror() returns; this sets it.
extern void __dl_seterr(const char* format, ...);

static void keep_error(void) {
  char* text = kelp_dl_error();
  if (text != NULL) __dl_seterr("%s", text);
  free(text);
}

// `path` null asks for the main module. Null result: see dlerror.
PUBLIC void* dlopen(const char* path, int flags) {
  int handle = kelp_dl_open(path, flags);
  if (handle == 0) keep_error();
  return (void*)(intptr_t)handle;
}

// RTLD_DEFAULT is a null handle: every symbol of the main module and of libraries opened globally.
PUBLIC void* dlsym(void* restrict handle, const char* restrict name) {
  void* symbol = kelp_dl_sym((int)(intptr_t)handle, name);
  if (symbol == NULL) keep_error();
  return symbol;
}

PUBLIC int dlclose(void* handle) { return kelp_dl_close((int)(intptr_t)handle); }
