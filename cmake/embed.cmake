# Writes a C++ source that holds files: cmake -DOUT=... -DHEADER=x/y.h -DFUNCTION=Name -DFILES=a;b -P embed.cmake
# HEADER declares `const std::vector<ShippedFile>& Name()` (base/shipped_file.h), which OUT defines.
set(code "#include \"${HEADER}\"\n\nnamespace autoj {\n\nconst std::vector<ShippedFile>& ${FUNCTION}() {\n  static const std::vector<ShippedFile> files = {\n")
list(SORT FILES)
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "(..)" "\\\\x\\1" text "${hex}")
  string(APPEND code "      {\"${name}\", {\"${text}\", ${bytes}}},\n")
endforeach()
string(APPEND code "  };\n  return files;\n}\n\n}  // namespace autoj\n")
file(WRITE "${OUT}" "${code}")
