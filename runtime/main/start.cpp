// Starts and ends the interpreter. The loader calls these two once each; everything else goes through
// runtime/bridge/exports.cpp.

#include <Python.h>

#include <cstdio>

#include "runtime/bridge/machine_stack.h"
#include "runtime/py/small_blocks.h"

extern "C" PyObject* PyInit__pyodide_core();

namespace {

// Where the loader puts things in the file system of the module.
constexpr const wchar_t* search_paths[] = {L"/lib/python314.zip", L"/lib/python3.14",
                                           L"/lib/python3.14/lib-dynload"};

PyStatus set_strings(PyConfig& config) {
  struct {
    wchar_t** field;
    const wchar_t* value;
  } const strings[] = {
      {&config.prefix, L"/"},
      {&config.base_prefix, L"/"},
      {&config.exec_prefix, L"/"},
      {&config.base_exec_prefix, L"/"},
      {&config.filesystem_encoding, L"utf-8"},
      {&config.filesystem_errors, L"surrogateescape"},
      {&config.stdio_encoding, L"utf-8"},
  };
  for (auto [field, value] : strings)
    if (PyStatus status = PyConfig_SetString(&config, field, value); PyStatus_Exception(status))
      return status;
  for (const wchar_t* path : search_paths)
    if (PyStatus status = PyWideStringList_Append(&config.module_search_paths, path);
        PyStatus_Exception(status))
      return status;
  config.module_search_paths_set = 1;
  return PyStatus_Ok();
}

PyStatus initialize(PyConfig& config, int argc, char** argv) {
  // The locale of the page is not known to C; text is UTF-8 throughout.
  PyPreConfig preconfig;
  PyPreConfig_InitPythonConfig(&preconfig);
  preconfig.utf8_mode = 1;
  if (PyStatus status = Py_PreInitializeFromBytesArgs(&preconfig, argc, argv); PyStatus_Exception(status))
    return status;
  // Arguments are parsed as by the `python` program, so that -X, -W, -O and the like mean the same.
  config.parse_argv = 1;
  config.install_signal_handlers = 1;
  config.buffered_stdio = 1;
  if (PyStatus status = PyConfig_SetBytesArgv(&config, argc, argv); PyStatus_Exception(status)) return status;
  if (PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, argv[0]);
      PyStatus_Exception(status))
    return status;
  if (PyStatus status = PyConfig_SetBytesString(&config, &config.executable, argv[0]);
      PyStatus_Exception(status))
    return status;
  if (PyStatus status = set_strings(config); PyStatus_Exception(status)) return status;
  return Py_InitializeFromConfig(&config);
}

}  // namespace

// Initialises the interpreter from program arguments (argv[0] is the name of the executable).
// Returns 0, or the exit code (an argument asked to stop), or 1 after printing the reason to stderr.
extern "C" [[gnu::used, gnu::visibility("default")]] int kelp_start(int argc, char** argv) {
  py::install_small_blocks();
  if (PyImport_AppendInittab("_pyodide_core", &PyInit__pyodide_core) < 0) {
    std::fputs("kelp: cannot register the module _pyodide_core: out of memory\n", stderr);
    return 1;
  }
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  PyStatus status = initialize(config, argc, argv);
  PyConfig_Clear(&config);
  if (PyStatus_IsExit(status)) return status.exitcode;
  if (!PyStatus_Exception(status)) {
    bridge::protect_stack(PyThreadState_Get(), reinterpret_cast<char*>(emscripten_stack_get_base()));
    return 0;
  }
  std::fprintf(stderr, "kelp: Python did not start: %s%s%s\n", status.func ? status.func : "",
               status.func ? ": " : "", status.err_msg ? status.err_msg : "unknown error");
  return 1;
}

// Runs exit handlers and frees the interpreter. Returns 0, or -1 if buffered data could not be written.
extern "C" [[gnu::used, gnu::visibility("default")]] int kelp_finalize() { return Py_FinalizeEx(); }
