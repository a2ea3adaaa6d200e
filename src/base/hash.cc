#include "base/hash.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "autoj/error.h"
#include "base/text.h"

namespace autoj {
namespace {

constexpr size_t kBlock = size_t{1} << 20;

struct DigestDeleter {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// One running SHA-256.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new()) {
    Check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void Add(std::string_view bytes) {
    Check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }
  std::array<unsigned char, 32> Bytes() {
    std::array<unsigned char, 32> bytes{};
    Check(EVP_DigestFinal_ex(context_.get(), bytes.data(), nullptr) == 1);
    return bytes;
  }
  std::string Hex() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned char byte : Bytes()) {
      hex += kDigits[byte >> 4];
      hex += kDigits[byte & 15];
    }
    return hex;
  }

 private:
  static void Check(bool good) {
    if (!good) {
      throw Error(ErrorKind::kInternal, "libcrypto computes no SHA-256 here; check its setup");
    }
  }
  std::unique_ptr<EVP_MD_CTX, DigestDeleter> context_;
};

[[noreturn]] void FailToRead(const std::string& path) {
  throw Error(ErrorKind::kInput,
              fmt::format("{}: cannot be read: {}", EscapeForTerminal(path), std::strerror(errno)));
}

}  // namespace

std::array<unsigned char, 32> Sha256Bytes(std::string_view bytes) {
  Digest digest;
  digest.Add(bytes);
  return digest.Bytes();
}

std::string Sha256(std::string_view bytes) {
  Digest digest;
  digest.Add(bytes);
  return digest.Hex();
}

std::string Sha256OfFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    FailToRead(path);
  }
  Digest digest;
  std::vector<char> block(kBlock);
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    digest.Add({block.data(), static_cast<size_t>(in.gcount())});
  }
  if (in.bad()) {  // a folder opens, but cannot be read
    FailToRead(path);
  }
  return digest.Hex();
}

}  // namespace autoj
