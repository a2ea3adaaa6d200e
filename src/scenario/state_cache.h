#pragma once

#include <array>
#include <map>
#include <string>

#include <Eigen/Core>

namespace autoj {

/// A file that keeps the states of queries for one model and its layers: reading 2,383 queries
/// takes minutes, and training is tried more than once. Each is written as soon as it is there; a
/// last one that was cut off is read anew. One at a time.
class StateCache {
 public:
  /// `about`: the model's identity and layers. Makes the file where it is not there; "" keeps
  /// nothing. Throws Error(kInput) for a file that is about something else, or is none of these.
  StateCache(const std::string& path, const std::string& about);

  /// Null where they are not there. Lives until the next Put.
  const Eigen::VectorXf* Find(const std::string& query) const;

  /// Throws Error(kIo) where they cannot be written.
  void Put(const std::string& query, const Eigen::VectorXf& states);

 private:
  using Digest = std::array<unsigned char, 32>;
  void Load(const std::string& head);

  std::string path_;
  std::map<Digest, Eigen::VectorXf> states_;
};

}  // namespace autoj
